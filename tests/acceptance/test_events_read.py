"""events/read: positions, pages, filters, and the shape of every event."""

import json
import unittest

from contract_case import ContractCase, tell
from support import parse_time

TYPES = ("TokenCreated", "OperationStarted", "CancellationRequested", "CancellationExecuted", "CancellationEscalated",
         "CancellationCompleted", "CancellationExpired", "OperationFinished", "TokenReleased", "SessionOpened",
         "SessionClosed")


class Positions(ContractCase):
    def read(self, after, **filters):
        return self.client.call("events/read", after=after, **filters)

    def test_the_whole_log_is_numbered_from_one_without_holes(self):
        for number in range(20):
            self.create(f"t{number}")
            self.cancel(f"t{number}")
        positions, after = [], 0
        while True:
            page = self.read(after, limit=7)
            positions += [event["position"] for event in page["events"]]
            self.assertLessEqual(len(page["events"]), 7)
            after = page["next"]
            if after == page["head"]:
                break
        self.assertEqual(positions, list(range(1, after + 1)))

    def test_next_equals_head_when_caught_up(self):
        self.create("a")
        head = self.head()
        page = self.read(head - 1)
        self.assertEqual((page["next"], len(page["events"])), (page["head"], 1))
        self.assertEqual(self.read(page["head"])["events"], [])
        self.assertEqual(self.read(page["head"])["next"], page["head"])

    def test_after_is_exclusive(self):
        position = self.create("a")["position"]
        self.assertEqual([event["position"] for event in self.read(position - 1)["events"]][:1], [position])
        self.assertNotIn(position, [event["position"] for event in self.read(position)["events"]])

    def test_after_beyond_the_head_reads_nothing_and_next_is_the_head(self):
        self.create("a")
        for after in (self.head() + 1, 10**9, 2**53 - 1):
            page = self.read(after)
            self.assertEqual((page["events"], page["next"]), ([], page["head"]))

    def test_it_names_the_log(self):
        self.assertEqual(self.read(0)["logId"], self.client.call("server/info")["logId"])

    def test_a_page_has_a_thousand_unless_told(self):
        for number in range(1200):
            self.client.post("cancellation/create", namespace=self.namespace, id=f"t{number}")
        self.status("t1199")
        self.assertEqual(len(self.read(0, namespace=self.namespace)["events"]), 1000)
        self.assertEqual(len(self.read(0, namespace=self.namespace, limit=100_000)["events"]), 1200)

    def test_a_read_beyond_one_mebibyte_returns_fewer_and_goes_on(self):
        labels = {f"label-{number}": "v" * 4000 for number in range(30)}
        names = [self.create(f"t{number}", labels=labels)["id"] for number in range(20)]
        found, after = [], 0
        while True:
            self.client.post("events/read", after=after, namespace=self.namespace)
            reply = self.client.receive_frames()[-1]
            self.assertLessEqual(len(reply), 1 << 20)
            page = json.loads(reply)["result"]
            self.assertGreater(page["next"], after)
            found += [event["token"] for event in page["events"]]
            after = page["next"]
            if after == page["head"]:
                break
        self.assertEqual(found, names)


class Filters(ContractCase):
    def setUp(self):
        super().setUp()
        self.other = f"{self.namespace}x"
        self.open_session()
        for namespace in (self.namespace, self.other):
            self.create("a", namespace=namespace)
            self.create("b", namespace=namespace)
        self.cancel("a")

    def test_by_namespace(self):
        self.assertEqual(self.story(), ["$session SessionOpened", "a TokenCreated", "b TokenCreated",
                                        "a CancellationRequested user_requested",
                                        "a CancellationCompleted nothing_running"])
        self.assertEqual(self.story(namespace=self.other), ["a TokenCreated", "b TokenCreated"])

    def test_by_token_of_a_namespace(self):
        self.assertEqual(self.story(token="b"), ["b TokenCreated"])
        self.assertEqual(self.story(namespace=None, token={"namespace": self.other, "id": "a"}), ["a TokenCreated"])

    def test_a_bare_token_without_a_namespace_is_that_id_in_all_of_them(self):
        unique = f"only-{self.namespace}"
        for namespace in (self.namespace, self.other):
            self.create(unique, namespace=namespace)
        found = self.events(namespace=None, token=unique)
        self.assertEqual([event["namespace"] for event in found], [self.namespace, self.other])

    def test_by_types(self):
        self.assertEqual(self.story(types=["SessionOpened", "CancellationCompleted"]),
                         ["$session SessionOpened", "a CancellationCompleted nothing_running"])
        self.assertEqual(self.story(types=["CancellationEscalated"]), [])
        for kind in TYPES:
            self.call("events/read", after=0, types=[kind])

    def test_filters_combine(self):
        self.assertEqual(self.story(token="a", types=["TokenCreated", "CancellationRequested"]),
                         ["a TokenCreated", "a CancellationRequested user_requested"])

    def test_next_says_how_far_it_looked(self):
        page = self.call("events/read", after=0, namespace=f"nothing-in-{self.namespace}")
        self.assertEqual((page["events"], page["next"]), ([], page["head"]))

    def test_filtered_pages_have_no_hole_and_no_duplicate(self):
        whole = self.story()
        self.assertEqual(self.story(limit=1), whole)
        self.assertEqual(self.story(limit=2), whole)


class Shape(ContractCase):
    def test_every_event_has_the_same_members_and_the_data_of_its_type(self):
        data_of = {
            "TokenCreated": {"parents", "ttlMs", "labels"},
            "OperationStarted": {"tool", "requestId", "session", "deadlineMs", "graceMs", "forceMs", "parents",
                                 "labels", "alreadyRunning"},
            "CancellationRequested": {"reason", "cause", "mode", "graceMs", "forceMs", "requestedBy"},
            "CancellationEscalated": {"mode", "because"},
            "CancellationCompleted": {"outcome", "error", "result", "late"},
            "CancellationExpired": {"because"},
            "OperationFinished": {"outcome", "error", "result"},
            "SessionOpened": {"session", "name", "version", "pid", "host", "leaseMs"},
            "SessionClosed": {"session", "because"},
        }
        self.make_one_of_each()
        seen = {}
        for event in self.events():
            seen[event["type"]] = event
            self.check_members(event)
            known = data_of.get(event["type"], set())
            present = {key for key, value in event["data"].items() if value is not None}
            self.assertLessEqual(present - {"commandId", "occurredAt"}, known, event)
        self.assertEqual(set(seen), set(TYPES))

    def make_one_of_each(self):
        session = self.open_session(name="all", version="1", pid=1, host="h", leaseMs=60_000)
        self.create("a", ttlMs=600_000, labels={"k": "v"})
        self.release("a")
        self.begin("o", session=session, tool="t", requestId=1, deadlineMs=600_000, graceMs=600_000, forceMs=20,
                   labels={"k": "v"})
        self.cancel("o", reason="why", requestedBy="me")
        self.executed("o")
        self.cancel("o", mode="force")
        self.await_story("o CancellationExpired unconfirmed")
        self.finish("o", error="late")
        self.begin("f")
        self.finish("f", "failed", error="e")
        self.client.call("session/close", session=session)

    def check_members(self, event):
        required = {"position", "version", "type", "time", "namespace", "data"}
        self.assertLessEqual(required, set(event), event)
        self.assertEqual((type(event["position"]), type(event["version"]), type(event["data"])), (int, int, dict))
        self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$")
        parse_time(event["time"])
        if event["type"].startswith("Session"):
            self.assertEqual((event.get("token"), event.get("operation"), event["version"]), (None, None, 0))
        elif event.get("operation") is not None:
            self.assertEqual(event["operation"], event["token"], tell(event))

    def test_times_do_not_go_back(self):
        for number in range(50):
            self.create(f"t{number}")
        times = [parse_time(event["time"]) for event in self.events()]
        self.assertEqual(times, sorted(times))

    def test_the_operation_stands_on_all_events_from_its_start_on(self):
        self.create("o")
        self.begin("o")
        self.cancel("o")
        self.executed("o")
        self.finish("o")
        self.assertEqual([event.get("operation") for event in self.events()], [None, "o", "o", "o", "o"])


if __name__ == "__main__":
    unittest.main()
