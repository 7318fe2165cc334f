"""cancellation/list and operation/list: order, filters, pages."""

import json
import unittest

from contract_case import ContractCase
from support import parse_time, result_in


class TokenList(ContractCase):
    def pages(self, **parameters):
        """All pages, as lists of ids."""
        pages, cursor = [], None
        while True:
            page = self.call("cancellation/list", cursor=cursor, **parameters)
            pages.append([token["id"] for token in page["tokens"]])
            cursor = page.get("nextCursor")
            if cursor is None:
                return pages

    def ids(self, **parameters):
        return sum(self.pages(**parameters), [])

    def test_an_empty_list_has_no_next_cursor(self):
        page = self.call("cancellation/list")
        self.assertEqual((page["tokens"], page.get("nextCursor")), ([], None))

    def test_it_lists_all_in_order_of_creation_each_as_its_status_without_operations(self):
        self.create("z")
        self.cancel("m", ifAbsent="remember", reason="early")
        self.begin("a")
        self.create("r")
        self.release("r")
        tokens = self.call("cancellation/list")["tokens"]
        self.assertEqual([token["id"] for token in tokens], ["z", "m", "a", "r"])
        for token in tokens:
            status = self.status(token["id"])
            del status["operations"]
            token.pop("operations", None)
            self.assertEqual(token, status)

    def test_a_remembered_token_stands_where_its_first_event_does(self):
        """Created by its first event: a later create does not move it."""
        self.cancel("early", ifAbsent="remember")
        self.create("middle")
        self.create("early")
        self.assertEqual(self.ids(), ["early", "middle"])

    def test_it_filters_by_state_cancelled_and_labels(self):
        self.create("active", labels={"k": "v", "l": "w"})
        self.create("completed", labels={"k": "v"})
        self.cancel("completed")
        self.begin("requested", labels={"k": "w"})
        self.cancel("requested")
        self.create("released")
        self.release("released")
        self.begin("executed")
        self.cancel("executed")
        self.executed("executed")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        for state in ("active", "completed", "requested", "released", "executed", "expired"):
            self.assertEqual(self.ids(state=state), [state])
        self.assertEqual(self.ids(cancelled=True), ["completed", "requested", "executed"])
        self.assertEqual(self.ids(cancelled=False), ["active", "released", "expired"])
        self.assertEqual(self.ids(labels={"k": "v"}), ["active", "completed"])
        self.assertEqual(self.ids(labels={"k": "v"}, cancelled=True), ["completed"])
        self.assertEqual(self.ids(labels={"k": "v", "l": "w"}), ["active"])

    def test_without_a_namespace_it_lists_all_of_them(self):
        other = f"{self.namespace}x"
        label = {"only": self.namespace}
        self.create("a", labels=label)
        self.create("a", labels=label, namespace=other)
        tokens = self.call("cancellation/list", namespace=None, labels=label)["tokens"]
        self.assertEqual([(token["namespace"], token["id"]) for token in tokens],
                         [(self.namespace, "a"), (other, "a")])

    def test_it_comes_in_pages_of_the_size_asked_for(self):
        names = [self.create(f"t{number}")["id"] for number in range(7)]
        pages = self.pages(limit=3)
        self.assertEqual(sum(pages, []), names)
        self.assertTrue(all(len(page) <= 3 for page in pages), pages)
        self.assertEqual(self.pages(limit=7)[0], names)
        self.assertEqual(self.ids(limit=1), names)

    def test_a_page_has_a_thousand_unless_told(self):
        for number in range(1005):
            self.client.post("cancellation/create", namespace=self.namespace, id=f"t{number}")
        self.status("t1004")
        self.assertEqual([len(page) for page in self.pages()], [1000, 5])
        self.assertEqual([len(page) for page in self.pages(limit=10_000)], [1005])

    def test_a_token_that_exists_throughout_is_listed_exactly_once(self):
        names = [self.create(f"t{number}")["id"] for number in range(6)]
        listed, cursor = [], None
        for number in range(50):
            page = self.call("cancellation/list", limit=2, cursor=cursor)
            listed += [token["id"] for token in page["tokens"]]
            self.cancel(names[number % 6])
            if number < 3:
                self.create(f"new{number}")
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        self.assertIsNone(cursor)
        self.assertEqual([token for token in listed if token in names], names)
        self.assertEqual(len(listed), len(set(listed)))

    def test_a_list_beyond_one_mebibyte_returns_fewer_and_goes_on(self):
        """A read whose result would pass that size returns fewer items and says where to go on."""
        labels = {f"label-{number}": "v" * 4000 for number in range(30)}
        names = [self.create(f"t{number}", labels=labels)["id"] for number in range(20)]
        listed, cursor = [], None
        while True:
            self.client.post("cancellation/list", namespace=self.namespace, cursor=cursor)
            reply = self.client.receive_frames()[-1]
            self.assertLessEqual(len(reply), 1 << 20)
            page = result_in(json.loads(reply))
            listed += [token["id"] for token in page["tokens"]]
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        self.assertEqual(listed, names)


class OperationList(ContractCase):
    def test_it_lists_what_runs_in_order_of_start(self):
        self.create("adopted")
        self.begin("b")
        self.begin("adopted")
        self.begin("ended")
        self.begin("cancelled")
        self.finish("ended", "succeeded")
        self.cancel("cancelled")
        self.assertEqual(self.running(), ["b", "adopted", "cancelled"])

    def test_an_entry_tells_all_of_the_operation(self):
        session = self.open_session()
        self.begin("o", tool="git", requestId="7", session=session, deadlineMs=600_000, labels={"k": "v"})
        self.cancel("o")
        entry, = self.call("operation/list")["operations"]
        self.assert_includes(entry, operation="o", namespace=self.namespace, tool="git", requestId="7",
                             session=session, cancelled=True, state="requested", labels={"k": "v"})
        self.assert_same_time(entry["startedAt"], self.event("OperationStarted", "o")["time"])
        left = parse_time(entry["deadlineAt"]) - parse_time(entry["startedAt"])
        self.assertAlmostEqual(left.total_seconds(), 600, delta=0.005)

    def test_what_was_not_given_is_null(self):
        self.begin("o")
        entry, = self.call("operation/list")["operations"]
        self.assert_includes(entry, tool=None, requestId=None, session=None, deadlineAt=None, labels={})

    def test_it_filters_by_token_session_and_tool(self):
        session = self.open_session()
        self.create("p")
        self.create("c", parents=["p"])
        self.begin("o1", token="p", tool="git")
        self.begin("o2", token="c", tool="make", session=session)
        self.begin("o3", tool="git", session=session)
        self.begin("o4", token="o3")
        self.assertEqual(self.running(token="p"), ["o1", "o2"])
        self.assertEqual(self.running(token="c"), ["o2"])
        self.assertEqual(self.running(token="o3"), ["o3", "o4"])
        self.assertEqual(self.running(token={"namespace": self.namespace, "id": "p"}), ["o1", "o2"])
        self.assertEqual(self.running(session=session), ["o2", "o3"])
        self.assertEqual(self.running(tool="git"), ["o1", "o3"])
        self.assertEqual(self.running(tool="git", session=session), ["o3"])

    def test_it_comes_in_pages(self):
        names = [self.begin(f"o{number}")["operation"] for number in range(5)]
        listed, cursor = [], None
        while True:
            page = self.call("operation/list", limit=2, cursor=cursor)
            self.assertLessEqual(len(page["operations"]), 2)
            listed += [entry["operation"] for entry in page["operations"]]
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        self.assertEqual(listed, names)


if __name__ == "__main__":
    unittest.main()
