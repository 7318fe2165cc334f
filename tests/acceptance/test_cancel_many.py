"""cancellation/cancelMany: filters, dry runs, one append, its order and causes."""

import unittest

from contract_case import ContractCase


class Filters(ContractCase):
    def matched(self, **filters):
        result = self.cancel_many(dryRun=True, **filters)
        self.assertEqual(result["matched"], len(result["tokens"]))
        return [token["id"] for token in result["tokens"]]

    def test_a_namespace_matches_its_active_tokens_in_order_of_creation(self):
        self.create("z")
        self.create("a")
        self.begin("o")
        self.create("elsewhere", namespace=f"{self.namespace}x")
        self.assertEqual(self.matched(), ["z", "a", "o"])

    def test_only_active_tokens_match(self):
        for token in ("cancelled", "released", "active"):
            self.create(token)
        self.create("expired", ttlMs=1)
        self.begin("requested")
        self.begin("finished")
        self.cancel("cancelled")
        self.release("released")
        self.cancel("requested")
        self.finish("finished", "succeeded")
        self.await_state("expired", "expired")
        self.assertEqual(self.matched(), ["active"])

    def test_labels_match_where_all_of_them_fit(self):
        self.create("a", labels={"team": "red", "kind": "x"})
        self.create("b", labels={"team": "red"})
        self.begin("o", labels={"team": "red", "kind": "x", "more": "y"})
        self.assertEqual(self.matched(labels={"team": "red"}), ["a", "b", "o"])
        self.assertEqual(self.matched(labels={"team": "red", "kind": "x"}), ["a", "o"])
        self.assertEqual(self.matched(labels={"team": "blue"}), [])
        self.assertEqual(self.matched(labels={"kind": "red"}), [])

    def test_labels_are_the_tokens_and_its_operations(self):
        self.create("a", labels={"from": "token"})
        self.begin("a", labels={"also": "operation"})
        self.assertEqual(self.matched(labels={"from": "token", "also": "operation"}), ["a"])

    def test_tool_and_session_match_running_operations(self):
        session = self.open_session()
        self.begin("mine", tool="git", session=session)
        self.begin("other-tool", tool="make", session=session)
        self.begin("no-session", tool="git")
        self.begin("finished", tool="git", session=session)
        self.finish("finished", "succeeded")
        self.create("token")
        self.assertEqual(self.matched(tool="git"), ["mine", "no-session"])
        self.assertEqual(self.matched(session=session), ["mine", "other-tool"])
        self.assertEqual(self.matched(session=session, tool="git"), ["mine"])

    def test_without_a_namespace_all_of_them_match(self):
        other = f"{self.namespace}x"
        tool = f"tool of {self.namespace}"
        self.begin("a", tool=tool)
        self.begin("b", tool=tool, namespace=other)
        result = self.cancel_many(namespace=None, tool=tool, dryRun=True)
        self.assertEqual(result["tokens"], [{"namespace": self.namespace, "id": "a"},
                                            {"namespace": other, "id": "b"}])

    def test_a_dry_run_records_nothing(self):
        self.create("a")
        with self.nothing_recorded():
            result = self.cancel_many(dryRun=True, reason="perhaps")
        self.assert_includes(result, success=True, matched=1, tokens=[{"namespace": self.namespace, "id": "a"}])
        self.assertEqual(self.state("a"), "active")

    def test_no_match_is_a_success_that_records_nothing(self):
        with self.nothing_recorded():
            self.assert_includes(self.cancel_many(), success=True, matched=0, tokens=[])


class Append(ContractCase):
    def test_all_matched_tokens_are_cancelled_in_one_append(self):
        for token in ("a", "b"):
            self.create(token)
        self.begin("o")
        result = self.cancel_many(reason="all out", cause="server_shutdown", requestedBy="me", graceMs=7, forceMs=8)
        self.assertEqual(result["matched"], 3)
        self.assertEqual(self.append_of(result["position"], 5), [
            "a CancellationRequested server_shutdown", "b CancellationRequested server_shutdown",
            "o CancellationRequested server_shutdown", "a CancellationCompleted nothing_running",
            "b CancellationCompleted nothing_running"])
        self.assert_includes(self.event("CancellationRequested", "o")["data"], reason="all out", requestedBy="me",
                             mode="graceful", graceMs=7, forceMs=8)

    def test_a_matched_token_keeps_the_cause_and_other_descendants_get_parent_cancelled(self):
        """The queue begins with the named tokens in order of creation, each token once, where it is met first."""
        self.create("p", labels={"k": "v"})
        self.create("c", parents=["p"])
        self.create("g", parents=["c"], labels={"k": "v"})
        self.create("h", parents=["g"])
        result = self.cancel_many(labels={"k": "v"}, cause="timeout", reason="why")
        self.assertEqual([token["id"] for token in result["tokens"]], ["p", "g"])
        self.assertEqual(self.append_of(result["position"], 8), [
            "p CancellationRequested timeout", "g CancellationRequested timeout",
            "c CancellationRequested parent_cancelled", "h CancellationRequested parent_cancelled",
            *(f"{token} CancellationCompleted nothing_running" for token in ("p", "g", "c", "h"))])
        self.assertEqual(self.status("h")["reason"], "why")

    def test_descendants_outside_the_filter_are_reached(self):
        other = f"{self.namespace}x"
        self.create("p")
        self.create("c", namespace=other, parents=[{"namespace": self.namespace, "id": "p"}])
        self.assertEqual(self.cancel_many()["matched"], 1)
        self.assert_includes(self.status("c", namespace=other), cancelled=True, cause="parent_cancelled")

    def test_with_force_also_graceful_ones_still_running_match(self):
        self.create("active")
        self.begin("graceful")
        self.begin("forced")
        self.create("done")
        for token in ("graceful", "done"):
            self.cancel(token)
        self.cancel("forced", mode="force")
        self.assertEqual([token["id"] for token in self.cancel_many(dryRun=True)["tokens"]], ["active"])
        result = self.cancel_many(mode="force")
        self.assertEqual([token["id"] for token in result["tokens"]], ["active", "graceful"])
        self.assertEqual(self.append_of(result["position"], 3), [
            "active CancellationRequested user_requested", "graceful CancellationEscalated requested",
            "active CancellationCompleted nothing_running"])

    def test_force_with_a_tool_escalates_its_graceful_operations(self):
        self.create("shared")
        self.begin("o1", tool="git", token="shared")
        self.begin("o2", tool="make", token="shared")
        self.cancel("shared")
        result = self.cancel_many(tool="git", mode="force")
        self.assertEqual(result["tokens"], [{"namespace": self.namespace, "id": "o1"}])
        self.assertEqual(self.status("o2")["mode"], "graceful")
        self.assertEqual(self.status("shared")["mode"], "graceful")

    def test_a_wide_cancel_is_one_append_that_no_reader_sees_half_of(self):
        for number in range(200):
            self.client.post("operation/start", namespace=self.namespace, id=f"o{number}")
        self.status("o199")
        result = self.cancel_many()
        self.assertEqual(result["matched"], 200)
        positions = [event["position"] for event in self.events(types=["CancellationRequested"])]
        self.assertEqual(positions, list(range(result["position"] - 199, result["position"] + 1)))


class All(ContractCase):
    def test_all_matches_every_active_token_of_every_namespace(self):
        for number in range(3):
            self.create("a", namespace=f"{self.namespace}-{number}")
        result = self.cancel_many(namespace=None, all=True)
        self.assertEqual([token["namespace"] for token in result["tokens"]],
                         [f"{self.namespace}-{number}" for number in range(3)])
        self.assertEqual(self.cancel_many(namespace=None, all=True)["matched"], 0)

    def test_all_with_another_filter_matches_what_fits_it(self):
        self.create("a")
        self.create("b", namespace=f"{self.namespace}x")
        self.assertEqual(self.cancel_many(all=True)["matched"], 1)
        self.assertEqual(self.state("b", namespace=f"{self.namespace}x"), "active")


if __name__ == "__main__":
    unittest.main()
