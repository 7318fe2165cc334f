"""A cancellation reaches all descendants in one append: who is reached, with what, and in which order."""

import unittest

from contract_case import ContractCase


class Reach(ContractCase):
    def test_descendants_are_cancelled_in_the_same_append_with_the_parents_particulars(self):
        """Cause `parent_cancelled` and the same reason, requestedBy, mode and explicit times."""
        self.create("p")
        self.create("c", parents=["p"])
        self.create("g", parents=["c"])
        self.cancel("p", reason="why", cause="timeout", mode="force", graceMs=5, forceMs=6, requestedBy="who")
        for token, cause in (("p", "timeout"), ("c", "parent_cancelled"), ("g", "parent_cancelled")):
            self.assert_includes(self.status(token), reason="why", cause=cause, mode="force", requestedBy="who")
            self.assert_includes(self.event("CancellationRequested", token)["data"], graceMs=5, forceMs=6, cause=cause)

    def test_parents_and_siblings_are_not_reached(self):
        self.create("p")
        self.create("a", parents=["p"])
        self.create("b", parents=["p"])
        self.create("q")
        self.cancel("a")
        self.assertEqual([self.state(token) for token in ("p", "a", "b", "q")],
                         ["active", "completed", "active", "active"])

    def test_one_operation_is_cancelled_alone(self):
        self.create("shared")
        self.begin("o1", token="shared")
        self.begin("o2", token="shared")
        self.cancel("o1")
        self.assertEqual([self.state(token) for token in ("shared", "o1", "o2")], ["active", "requested", "active"])

    def test_a_shared_token_reaches_all_its_operations(self):
        self.create("shared")
        for operation in ("o1", "o2", "o3"):
            self.begin(operation, token="shared")
        self.cancel("shared", reason="stop all")
        for operation in ("o1", "o2", "o3"):
            self.assert_includes(self.status(operation), state="requested", reason="stop all",
                                 cause="parent_cancelled")

    def test_a_cascade_passes_through_ended_tokens_to_what_is_below_them(self):
        self.create("p")
        self.create("released", parents=["p"])
        self.create("expired", parents=["p"], ttlMs=1000)
        self.begin("finished", token="p")
        self.create("r", parents=["released"])
        self.create("e", parents=["expired"])
        self.begin("f", token="finished")
        self.release("released")
        self.finish("finished", "succeeded")
        self.await_state("expired", "expired")
        self.assertEqual(self.state("finished"), "released")
        cancelled = self.cancel("p", reason="why")
        self.assertEqual(self.append_of(cancelled["position"], 6), [
            "p CancellationRequested user_requested", "r CancellationRequested parent_cancelled",
            "e CancellationRequested parent_cancelled", "f CancellationRequested parent_cancelled",
            "r CancellationCompleted nothing_running", "e CancellationCompleted nothing_running"])
        self.assertEqual([self.state(token) for token in ("released", "expired", "finished")],
                         ["released", "expired", "released"])

    def test_a_cascade_crosses_namespaces(self):
        other = f"{self.namespace}x"
        self.create("p")
        self.create("c", namespace=other, parents=[{"namespace": self.namespace, "id": "p"}])
        self.create("g", parents=[{"namespace": other, "id": "c"}])
        self.cancel("p")
        self.assert_includes(self.status("c", namespace=other), cancelled=True, cause="parent_cancelled")
        self.assert_includes(self.status("g"), cancelled=True, cause="parent_cancelled")

    def test_what_was_cancelled_before_keeps_its_own_particulars(self):
        self.create("p")
        self.create("c", parents=["p"])
        self.create("g", parents=["c"])
        self.cancel("c", reason="first", cause="timeout")
        cancelled = self.cancel("p", reason="second")
        self.assertEqual(self.append_of(cancelled["position"], 2), [
            "p CancellationRequested user_requested", "p CancellationCompleted nothing_running"])
        self.assert_includes(self.status("g"), reason="first", cause="parent_cancelled")


class Order(ContractCase):
    def test_requests_then_completions_breadth_first_children_in_order_of_creation(self):
        """A queue that begins with the named tokens, each token once, where it is met first, then its children in
        order of creation; then the completions in that same order."""
        for token, parents in (("a", []), ("b", ["a"]), ("c", ["a"]), ("e", ["c"]), ("d", ["c", "b"]), ("f", ["e"])):
            self.create(token, parents=parents)
        cancelled = self.cancel("a")
        order = ["a", "b", "c", "d", "e", "f"]
        self.assertEqual(self.append_of(cancelled["position"], 12), [
            *(f"{token} CancellationRequested {'user_requested' if token == 'a' else 'parent_cancelled'}"
              for token in order),
            *(f"{token} CancellationCompleted nothing_running" for token in order)])

    def test_a_diamond_is_cancelled_once(self):
        for token, parents in (("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"])):
            self.create(token, parents=parents)
        self.cancel("a")
        self.assertEqual(self.story(token="d"), [
            "d TokenCreated", "d CancellationRequested parent_cancelled", "d CancellationCompleted nothing_running"])

    def test_only_tokens_under_which_nothing_runs_complete_at_once(self):
        self.create("p")
        self.create("idle", parents=["p"])
        self.create("busy", parents=["p"])
        self.begin("o", token="busy")
        cancelled = self.cancel("p")
        self.assertEqual(self.append_of(cancelled["position"], 5), [
            "p CancellationRequested user_requested", "idle CancellationRequested parent_cancelled",
            "busy CancellationRequested parent_cancelled", "o CancellationRequested parent_cancelled",
            "idle CancellationCompleted nothing_running"])
        self.assertEqual([self.state(token) for token in ("p", "idle", "busy", "o")],
                         ["requested", "completed", "requested", "requested"])

    def test_an_adopted_token_stands_where_it_was_created(self):
        """The order of creation is that of the tokens, not of the operations."""
        self.create("p")
        self.create("late")
        self.begin("o", token="p")
        self.begin("late", token="p")
        cancelled = self.cancel("p")
        self.assertEqual(self.append_of(cancelled["position"], 3), [
            "p CancellationRequested user_requested", "late CancellationRequested parent_cancelled",
            "o CancellationRequested parent_cancelled"])

    def test_positions_and_versions_have_no_holes(self):
        self.create("p")
        for number in range(5):
            self.begin(f"o{number}", token="p")
        before = self.head()
        self.cancel("p")
        for number in range(5):
            self.executed(f"o{number}")
            self.finish(f"o{number}")
        events = self.client.call("events/read", after=before)["events"]
        self.assertEqual([event["position"] for event in events],
                         list(range(before + 1, before + 1 + len(events))))
        for token in ("p", "o0", "o4"):
            versions = [event["version"] for event in self.events(token=token)]
            self.assertEqual(versions, list(range(1, len(versions) + 1)))
            self.assertEqual(self.status(token)["version"], len(versions))


class Force(ContractCase):
    def test_force_on_an_active_parent_escalates_a_graceful_child_in_place(self):
        self.create("p")
        self.begin("o1", token="p")
        self.begin("o2", token="p")
        self.begin("o3", token="p")
        self.cancel("o2", reason="its own")
        cancelled = self.cancel("p", mode="force", reason="all")
        self.assertEqual(self.append_of(cancelled["position"], 4), [
            "p CancellationRequested user_requested", "o1 CancellationRequested parent_cancelled",
            "o2 CancellationEscalated requested", "o3 CancellationRequested parent_cancelled"])
        self.assert_includes(self.status("o2"), reason="its own", mode="force", cause="user_requested")

    def test_force_escalates_the_named_token_and_all_graceful_running_below(self):
        self.create("p")
        self.create("idle", parents=["p"])
        self.begin("o1", token="p")
        self.begin("o2", token="o1")
        self.cancel("p")
        before = self.head()
        self.cancel("p", mode="force")
        self.assertEqual(self.story(before), [
            "p CancellationEscalated requested", "o1 CancellationEscalated requested",
            "o2 CancellationEscalated requested"])
        self.assertEqual(self.status("idle")["mode"], "graceful")

    def test_force_on_one_operation_leaves_the_shared_token_graceful(self):
        self.create("p")
        self.begin("o1", token="p")
        self.begin("o2", token="p")
        self.cancel("p")
        self.cancel("o1", mode="force")
        self.assertEqual([self.status(token)["mode"] for token in ("p", "o1", "o2")],
                         ["graceful", "force", "graceful"])

    def test_force_on_a_forced_token_still_reaches_a_graceful_descendant(self):
        """Any cancel with `mode:"force"` escalates every graceful token that it reaches under which something runs."""
        self.create("late")
        self.cancel("late")
        self.create("p")
        self.begin("o", token="p")
        self.cancel("p", mode="force")
        self.begin("late", token="p", alreadyRunning=True)
        self.assert_includes(self.status("late"), state="requested", mode="graceful")
        before = self.head()
        self.cancel("p", mode="force")
        self.assertEqual(self.story(before), ["late CancellationEscalated requested"])


if __name__ == "__main__":
    unittest.main()
