"""commandId: a command that has caused events is not carried out again, over restarts too."""

import unittest

from contract_case import ContractCase
from support import parse_time


class Replays(ContractCase):
    """Each method is sent, sent again, and sent again after a kill -9: always the first reply."""

    def setUp(self):
        super().setUp()
        self.command = f"{self.namespace}-command"

    def check(self, method, parameters, altered=None, same=()):
        """`altered`: parameters of the repetitions, which are not compared. `same`: members of the result that must
        be as they were; `position` always."""
        parameters = {**parameters, "commandId": self.command}
        first = self.call(method, **parameters)
        self.assertFalse(first.get("replayed", False), first)
        caused = [event for event in self.events() if event["data"].get("commandId") == self.command]
        self.assertEqual(caused[-1]["position"], first["position"])
        again = {**parameters, **(altered or {})}
        with self.nothing_recorded():
            self.check_replay(method, again, first, same)
        self.daemon.restart()
        with self.nothing_recorded():
            self.check_replay(method, again, first, same)
        return first, caused

    def check_replay(self, method, parameters, first, same):
        replay = self.call(method, **parameters)
        self.assertIs(replay["replayed"], True)
        for key in ("position", *same):
            self.assertEqual(replay[key], first[key], key)

    def test_create(self):
        first, caused = self.check("cancellation/create", {"labels": {"k": "v"}}, {"labels": {}},
                                   same=("id", "namespace", "cancelled"))
        self.assertEqual([event["token"] for event in caused], [first["id"]])

    def test_create_with_an_id_is_not_refused_as_existing(self):
        first, _ = self.check("cancellation/create", {"id": "a", "ttlMs": 600_000},
                              same=("id", "namespace", "cancelled"))
        self.assertIsNotNone(first["createdAt"])

    def test_create_under_a_cancelled_parent(self):
        self.create("p")
        self.cancel("p", reason="why")
        _, caused = self.check("cancellation/create", {"id": "a", "parents": ["p"]},
                               same=("id", "cancelled", "reason", "cause", "mode"))
        self.assertEqual([event["type"] for event in caused],
                         ["TokenCreated", "CancellationRequested", "CancellationCompleted"])

    def test_cancel(self):
        self.create("p")
        self.create("c", parents=["p"])
        first, caused = self.check("cancellation/cancel", {"id": "p", "reason": "first"}, {"reason": "second"},
                                   same=("success", "alreadyCancelled"))
        self.assertFalse(first["alreadyCancelled"])
        self.assertEqual([event["token"] for event in caused], ["p", "c", "p", "c"],
                         "commandId stands in the data of every event that the command caused")

    def test_cancel_that_escalates(self):
        self.begin("o")
        self.cancel("o")
        first, _ = self.check("cancellation/cancel", {"id": "o", "mode": "force"},
                              same=("success", "alreadyCancelled"))
        self.assertTrue(first["alreadyCancelled"])

    def test_cancel_that_is_remembered(self):
        self.check("cancellation/cancel", {"id": "a", "ifAbsent": "remember"}, same=("success", "alreadyCancelled"))

    def test_cancel_with_if_cancelled_error_is_not_refused_the_second_time(self):
        self.create("a")
        self.check("cancellation/cancel", {"id": "a", "ifCancelled": "error"}, same=("success", "alreadyCancelled"))

    def test_cancel_many(self):
        self.create("a")
        self.begin("b")
        self.check("cancellation/cancelMany", {"reason": "why"}, same=("success", "matched", "tokens"))

    def test_cancel_many_does_not_reach_what_came_later(self):
        self.create("a")
        command = {"commandId": self.command}
        self.assertEqual(self.cancel_many(**command)["matched"], 1)
        self.create("b")
        self.assert_includes(self.cancel_many(**command), replayed=True, matched=1,
                             tokens=[{"namespace": self.namespace, "id": "a"}])
        self.assertEqual(self.state("b"), "active")

    def test_release(self):
        self.create("a")
        self.check("cancellation/release", {"id": "a"}, same=("success",))

    def test_start(self):
        first, caused = self.check("operation/start", {"tool": "git"}, {"tool": "make"},
                                   same=("operation", "token", "namespace", "cancelled"))
        self.assertEqual([event["type"] for event in caused], ["TokenCreated", "OperationStarted"])
        self.assertEqual(self.running(), [first["operation"]])

    def test_start_already_running_under_a_cancelled_token(self):
        self.create("p")
        self.cancel("p", reason="why")
        self.check("operation/start", {"id": "o", "token": "p", "alreadyRunning": True},
                   same=("operation", "token", "cancelled", "reason", "cause", "mode"))

    def test_start_is_replayed_after_the_operation_ended(self):
        command = {"commandId": self.command}
        first = self.begin("o", **command)
        self.finish("o", "succeeded")
        self.assert_includes(self.begin("o", **command), replayed=True, operation="o", position=first["position"])

    def test_executed(self):
        self.begin("o")
        self.cancel("o")
        self.check("operation/executed", {"id": "o"})

    def test_finish(self):
        self.create("p")
        self.begin("o", token="p")
        self.cancel("p")
        first, caused = self.check("operation/finish", {"id": "o", "outcome": "stopped"}, {"outcome": "failed"},
                                   same=("cancelled",))
        self.assertTrue(first["cancelled"])
        self.assertEqual([event["token"] for event in caused], ["o", "p"])

    def test_finish_of_what_was_not_cancelled(self):
        self.begin("o")
        first, _ = self.check("operation/finish", {"id": "o", "outcome": "succeeded"}, same=("cancelled",))
        self.assertFalse(first["cancelled"])

    def test_session_open(self):
        first, _ = self.check("session/open", {"name": "server", "leaseMs": 60_000}, {"name": "other"},
                              same=("session", "leaseMs"))
        self.assertEqual(self.story().count("$session SessionOpened"), 1)
        self.assertEqual(self.call("session/renew", session=first["session"])["leaseMs"], 60_000)

    def test_session_close(self):
        session = self.open_session()
        self.begin("o", session=session)
        _, caused = self.check("session/close", {"session": session})
        self.assertEqual([event["type"] for event in caused],
                         ["SessionClosed", "CancellationRequested", "CancellationCompleted"])


class Rules(ContractCase):
    def setUp(self):
        super().setUp()
        self.command = {"commandId": f"{self.namespace}-command"}

    def test_with_another_method_it_is_refused(self):
        self.create("a", **self.command)
        session = self.open_session()
        for method, parameters in (
                ("cancellation/cancel", {"id": "a"}), ("cancellation/cancelMany", {}),
                ("cancellation/release", {"id": "a"}), ("operation/start", {}), ("operation/executed", {"id": "a"}),
                ("operation/finish", {"id": "a", "outcome": "stopped"}), ("session/open", {"name": "s"}),
                ("session/close", {"session": session})):
            with self.subTest(method=method), self.nothing_recorded(), self.refused(-32602, param="commandId"):
                self.call(method, **parameters, **self.command)

    def test_it_is_one_space_for_all_clients_and_namespaces(self):
        first = self.create("a", **self.command)
        other = self.connect()
        replay = other.call("cancellation/create", namespace=f"{self.namespace}x", id="b", **self.command)
        self.assert_includes(replay, replayed=True, id="a", namespace=self.namespace, position=first["position"])

    def test_a_command_that_caused_no_event_is_carried_out_again(self):
        self.create("a")
        self.cancel("a")
        self.assertTrue(self.cancel("a", **self.command)["alreadyCancelled"])
        self.assertFalse(self.cancel("a", **self.command).get("replayed", False))
        self.assertEqual(self.create("b", **self.command)["id"], "b")

    def test_a_refused_command_is_carried_out_again(self):
        with self.refused(-31001):
            self.cancel("a", **self.command)
        self.create("a")
        self.assert_includes(self.cancel("a", **self.command), alreadyCancelled=False)
        self.assertEqual(self.state("a"), "completed")

    def test_a_start_that_was_answered_cancelled_is_carried_out_again(self):
        self.create("p")
        self.cancel("p")
        self.assertTrue(self.begin("o", token="p", **self.command)["cancelled"])
        started = self.begin("o", **self.command)
        self.assertFalse(started["cancelled"])
        self.assertFalse(started.get("replayed", False))

    def test_a_dry_run_is_not_remembered(self):
        self.create("a")
        self.cancel_many(dryRun=True, **self.command)
        result = self.cancel_many(**self.command)
        self.assertFalse(result.get("replayed", False))
        self.assertEqual((result["matched"], self.state("a")), (1, "completed"))

    def test_events_without_a_command_id_have_none(self):
        self.create("a")
        self.assertIsNone(self.events()[0]["data"].get("commandId"))

    def test_ids_that_differ_in_any_byte_are_different(self):
        made = {self.create(commandId=f"{self.namespace}{end}")["id"] for end in ("a", "A", "a ", "ä", "a\u0308")}
        self.assertEqual(len(made), 5)

    def test_it_is_sent_many_times_at_once_and_happens_once(self):
        clients = [self.connect() for _ in range(10)]
        posted = [(client, client.post("cancellation/create", namespace=self.namespace, **self.command))
                  for client in clients for _ in range(5)]
        results = [client.result_of(number) for client, number in posted]
        self.assertEqual(len({result["id"] for result in results}), 1)
        self.assertEqual(sum(not result.get("replayed", False) for result in results), 1)
        self.assertEqual(len(self.events()), 1)

    def test_occurred_at_and_command_id_stand_in_the_data_together(self):
        self.begin("o", occurredAt="2026-01-02T03:04:05Z", **self.command)
        data = self.event("OperationStarted", "o")["data"]
        self.assertEqual(data["commandId"], self.command["commandId"])
        self.assertEqual(parse_time(data["occurredAt"]), parse_time("2026-01-02T03:04:05Z"))


if __name__ == "__main__":
    unittest.main()
