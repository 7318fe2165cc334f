"""cancellation/status: the table of states, each one reached, and what a status tells."""

import unittest

from contract_case import ContractCase
from support import await_condition


class Status(ContractCase):
    def test_it_tells_all_of_an_active_token(self):
        self.create("p")
        created = self.create("a", parents=["p"], ttlMs=600_000, labels={"k": "v"})
        status = self.status("a")
        self.assert_includes(status, id="a", namespace=self.namespace, cancelled=False, state="active",
                             createdAt=created["createdAt"], expiresAt=created["expiresAt"],
                             parents=[{"namespace": self.namespace, "id": "p"}], labels={"k": "v"}, operations=[],
                             version=1, position=created["position"])
        self.assertEqual([status.get(key) for key in ("reason", "cause", "mode", "requestedAt", "completedAt")],
                         [None] * 5)

    def test_its_position_is_that_of_its_last_event(self):
        self.create("a")
        self.begin("o", token="a")
        self.cancel("a")
        self.assertEqual(self.status("a")["position"], self.event("CancellationRequested", "a")["position"])

    def test_it_lists_all_operations_that_run_under_it(self):
        self.create("p")
        self.create("c", parents=["p"])
        self.begin("o2", token="c", tool="git", requestId=7, labels={"k": "v"}, deadlineMs=600_000)
        self.begin("o1", token="p")
        self.begin("elsewhere")
        self.begin("ended", token="p")
        self.finish("ended", "succeeded")
        operations = self.status("p")["operations"]
        self.assertEqual([entry["operation"] for entry in operations], ["o2", "o1"])
        self.assertEqual(operations, self.call("operation/list", token="p")["operations"])
        self.assert_includes(operations[0], namespace=self.namespace, tool="git", requestId=7, session=None,
                             cancelled=False, state="active", labels={"k": "v"})
        self.assertEqual(self.status("o1")["operations"], operations[1:])

    def test_status_shows_the_union_of_both_events_parents_and_labels(self):
        """Both events carry parents (as `{namespace,id}`) and labels; status shows the union."""
        for parent in ("p", "q", "r"):
            self.create(parent)
        self.create("a", parents=["p", "q"], labels={"one": "1"})
        self.begin("a", token="r", parents=["q"], labels={"two": "2"})
        status = self.status("a")
        self.assertEqual(sorted(parent["id"] for parent in status["parents"]), ["p", "q", "r"])
        self.assertEqual(status["labels"], {"one": "1", "two": "2"})

    def test_an_unknown_token_is_refused(self):
        with self.refused(-31001):
            self.status("nobody")
        self.create("a")
        with self.refused(-31001):
            self.status("a", namespace=f"{self.namespace}x")


class States(ContractCase):
    def states(self, *tokens):
        return [self.state(token) for token in tokens]

    def test_active_requested_executed_completed(self):
        self.begin("o")
        self.assertEqual(self.states("o"), ["active"])
        self.cancel("o")
        self.assertEqual(self.states("o"), ["requested"])
        self.executed("o")
        self.assertEqual(self.states("o"), ["executed"])
        self.finish("o")
        status = self.status("o")
        self.assert_includes(status, state="completed", cancelled=True)
        self.assert_same_time(status["completedAt"], self.event("CancellationCompleted", "o")["time"])

    def test_a_shared_token_is_executed_when_every_operation_under_it_has_taken_it_up(self):
        self.create("p")
        self.create("c", parents=["p"])
        self.begin("o1", token="p")
        self.begin("o2", token="c")
        self.cancel("p")
        self.executed("o1")
        self.assertEqual(self.states("p", "c", "o1", "o2"), ["requested", "requested", "executed", "requested"])
        self.executed("o2")
        self.assertEqual(self.states("p", "c", "o1", "o2"), ["executed"] * 4)

    def test_what_has_not_taken_it_up_counts_only_while_it_runs(self):
        self.create("p")
        self.begin("o1", token="p")
        self.begin("o2", token="p")
        self.cancel("p")
        self.executed("o1")
        self.finish("o2")
        self.assertEqual(self.states("p"), ["executed"])

    def test_a_shared_token_completes_when_nothing_runs_under_it(self):
        self.create("p")
        self.begin("o1", token="p")
        self.begin("o2", token="p")
        self.cancel("p")
        self.finish("o1")
        self.assertEqual(self.states("p", "o1", "o2"), ["requested", "completed", "requested"])
        self.finish("o2", "succeeded")
        self.assertEqual(self.states("p", "o1", "o2"), ["completed"] * 3)

    def test_an_operation_whose_child_runs_on_is_not_complete(self):
        self.begin("parent")
        self.begin("child", token="parent")
        self.cancel("parent")
        self.executed("parent")
        self.assertEqual(self.states("parent"), ["requested"])
        self.finish("parent")
        self.assertEqual(self.states("parent"), ["requested"])
        self.executed("child")
        self.assertEqual(self.states("parent", "child"), ["executed", "executed"])
        self.finish("child")
        self.assertEqual(self.states("parent", "child"), ["completed", "completed"])

    def test_released_by_release_and_by_a_normal_finish(self):
        self.create("a")
        self.release("a")
        self.begin("o")
        self.finish("o", "succeeded")
        self.begin("f")
        self.finish("f", "failed")
        self.assertEqual(self.states("a", "o", "f"), ["released"] * 3)
        self.assertFalse(self.status("o")["cancelled"])

    def test_a_completed_token_goes_back_while_an_operation_reported_late_runs(self):
        self.create("p")
        self.cancel("p")
        self.begin("o", token="p", alreadyRunning=True)
        self.assertEqual(self.states("p", "o"), ["requested", "requested"])
        self.executed("o")
        self.assertEqual(self.states("p", "o"), ["executed", "executed"])
        self.finish("o")
        self.assertEqual(self.states("p", "o"), ["completed", "completed"])


class Unconfirmed(ContractCase):
    def states(self, *tokens):
        return [self.state(token) for token in tokens]

    def test_an_unconfirmed_operation_is_expired_until_a_late_confirmation_completes_it(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=30)
        self.await_story("o CancellationExpired unconfirmed")
        self.assert_includes(self.status("o"), state="expired", cancelled=True)
        self.assertEqual(self.running(), ["o"], "the operation still counts as running")
        self.finish("o")
        self.assertEqual(self.story()[-1], "o CancellationCompleted stopped late")
        self.assertEqual(self.states("o"), ["completed"])

    def test_unconfirmed_goes_before_requested_and_executed(self):
        self.begin("requested")
        self.begin("executed")
        for operation in ("requested", "executed"):
            self.cancel(operation, mode="force", forceMs=600)
        self.executed("executed")
        self.await_story("requested CancellationExpired unconfirmed", "executed CancellationExpired unconfirmed")
        self.assertEqual(self.states("requested", "executed"), ["expired", "expired"])
        self.executed("requested")
        self.assertEqual(self.states("requested"), ["expired"])

    def test_a_shared_token_becomes_unconfirmed_with_its_last_waiting_operation(self):
        """One under which nothing still waits for its confirmation but something is unconfirmed becomes unconfirmed
        in the same append."""
        self.create("p")
        self.begin("o", token="p")
        self.cancel("p", mode="force", forceMs=30)
        self.await_story("p CancellationExpired unconfirmed")
        self.assertEqual(self.story()[-2:], ["o CancellationExpired unconfirmed", "p CancellationExpired unconfirmed"])
        self.assertEqual(self.states("p"), ["expired"])
        self.finish("o")
        self.assertEqual(self.story()[-2:], ["o CancellationCompleted stopped late",
                                             "p CancellationCompleted stopped late"])
        self.assertEqual(self.states("p", "o"), ["completed", "completed"])

    def test_a_shared_token_still_waits_while_one_of_its_operations_does(self):
        self.create("p")
        self.begin("quick", token="p", forceMs=30)
        self.begin("slow", token="p", forceMs=600_000)
        self.cancel("p", mode="force")
        self.await_story("quick CancellationExpired unconfirmed")
        self.assertEqual(self.states("quick", "slow", "p"), ["expired", "requested", "requested"])
        before = self.head()
        self.finish("slow")
        self.assertEqual(self.story(before), ["slow CancellationCompleted stopped",
                                              "p CancellationExpired unconfirmed"])
        self.assertEqual(self.states("p"), ["expired"])
        self.finish("quick")
        self.assertEqual(self.story()[-2:], ["quick CancellationCompleted stopped late",
                                             "p CancellationCompleted stopped late"])

    def test_an_unconfirmed_stop_is_recorded_once(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=30)
        self.await_story("o CancellationExpired unconfirmed")
        with self.nothing_recorded():
            self.cancel("o", mode="force", forceMs=1)
            other = {"namespace": f"{self.namespace}x"}
            self.begin("control", **other)
            self.cancel("control", mode="force", forceMs=100, **other)
            await_condition(lambda: self.state("control", **other) == "expired", "the control to be unconfirmed")


if __name__ == "__main__":
    unittest.main()
