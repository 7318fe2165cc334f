"""operation/executed and operation/finish: one winner, told once, and the ancestors after it."""

import unittest

from contract_case import ContractCase
from support import parse_time


class Executed(ContractCase):
    def test_it_records_that_the_owner_has_taken_the_cancellation_up(self):
        self.begin("o")
        self.cancel("o")
        position = self.executed("o", occurredAt="2026-01-02T03:04:05Z")["position"]
        event = self.events()[-1]
        self.assert_includes(event, type="CancellationExecuted", position=position, operation="o")
        self.assertEqual(parse_time(event["data"]["occurredAt"]), parse_time("2026-01-02T03:04:05Z"))

    def test_not_cancelled_or_told_before_is_a_success_without_an_event(self):
        self.begin("o")
        with self.nothing_recorded():
            self.assertIn("position", self.executed("o"))
        self.cancel("o")
        self.executed("o")
        with self.nothing_recorded():
            self.assertIn("position", self.executed("o"))

    def test_an_unknown_operation_is_refused(self):
        self.create("token")
        self.cancel("remembered", ifAbsent="remember")
        for operation in ("nobody", "token", "remembered"):
            with self.subTest(operation=operation), self.nothing_recorded(), self.refused(-31002):
                self.executed(operation)

    def test_an_ended_operation_is_refused(self):
        self.begin("released")
        self.finish("released", "succeeded")
        self.begin("completed")
        self.cancel("completed")
        self.finish("completed")
        for operation in ("released", "completed"):
            with self.subTest(operation=operation), self.nothing_recorded():
                with self.refused(-31004, state=operation):
                    self.executed(operation)


class Finish(ContractCase):
    def test_uncancelled_it_is_finished_and_its_token_released(self):
        for outcome in ("succeeded", "failed", "stopped"):
            self.begin(outcome)
            finished = self.finish(outcome, outcome, error="text of the error")
            self.assertFalse(finished["cancelled"])
            event = self.events()[-1]
            self.assert_includes(event, type="OperationFinished", token=outcome, operation=outcome,
                                 position=finished["position"])
            self.assert_includes(event["data"], outcome=outcome, error="text of the error")
            self.assertEqual(self.state(outcome), "released")
        self.assertEqual(self.running(), [])

    def test_cancelled_it_completes_the_cancellation_with_its_outcome(self):
        """`succeeded`: the work won the race."""
        for outcome in ("succeeded", "failed", "stopped"):
            self.begin(outcome)
            self.cancel(outcome)
            finished = self.finish(outcome, outcome, error="why not")
            self.assertTrue(finished["cancelled"])
            event = self.events()[-1]
            self.assert_includes(event, type="CancellationCompleted", position=finished["position"])
            self.assert_includes(event["data"], outcome=outcome, error="why not")
            self.assertFalse(event["data"].get("late"))
            self.assertEqual(self.state(outcome), "completed")

    def test_an_unknown_operation_is_refused(self):
        self.create("token")
        for operation in ("nobody", "token"):
            with self.subTest(operation=operation), self.nothing_recorded(), self.refused(-31002):
                self.finish(operation)

    def test_an_ended_operation_is_refused_with_its_state(self):
        self.begin("released")
        self.finish("released", "succeeded")
        self.begin("completed")
        self.cancel("completed")
        self.finish("completed")
        for operation in ("released", "completed"):
            with self.subTest(operation=operation), self.nothing_recorded():
                with self.refused(-31004, state=operation):
                    self.finish(operation, "failed")

    def test_an_operation_that_was_lost_is_refused(self):
        session = self.open_session()
        self.begin("o", session=session)
        self.client.call("session/close", session=session)
        with self.nothing_recorded():
            with self.refused(-31004, state="completed"):
                self.finish("o", "succeeded")
            with self.refused(-31004, state="completed"):
                self.executed("o")

    def test_when_it_really_ended_is_kept(self):
        self.begin("o")
        self.finish("o", "succeeded", occurredAt="2026-01-02T03:04:05.5Z")
        occurred = self.event("OperationFinished", "o")["data"]["occurredAt"]
        self.assertEqual(parse_time(occurred), parse_time("2026-01-02T03:04:05.5Z"))


class WithOthersRunning(ContractCase):
    def test_a_cancelled_parent_operation_finishes_now_and_completes_when_nothing_runs_any_more(self):
        self.begin("parent")
        self.begin("child", token="parent")
        self.cancel("parent")
        finished = self.finish("parent", "failed", error="late")
        self.assertTrue(finished["cancelled"])
        self.assertEqual(self.story()[-1], "parent OperationFinished failed")
        with self.nothing_recorded(), self.refused(-31004):
            self.finish("parent", "stopped")
        self.assertEqual(self.running(), ["child"])
        last = self.finish("child", "stopped")
        self.assertEqual(self.append_of(last["position"], 2), [
            "child CancellationCompleted stopped", "parent CancellationCompleted failed"])

    def test_an_uncancelled_parent_operation_may_finish_before_its_children(self):
        self.begin("parent")
        self.begin("child", token="parent")
        self.finish("parent", "succeeded")
        self.assertEqual([self.state("parent"), self.state("child")], ["released", "active"])
        self.finish("child", "succeeded")
        self.assertEqual(self.story()[-2:], ["parent OperationFinished succeeded", "child OperationFinished succeeded"])

    def test_cancelled_ancestors_complete_nearest_first(self):
        for token, parents in (("a", []), ("b", ["a"]), ("c", ["a"])):
            self.create(token, parents=parents)
        self.begin("o", token="b", parents=["c"])
        self.cancel("a")
        finished = self.finish("o", "succeeded")
        story = self.append_of(finished["position"], 4)
        self.assertEqual([story[0], story[3]], ["o CancellationCompleted succeeded",
                                                "a CancellationCompleted stopped"])
        self.assertEqual(set(story[1:3]), {"b CancellationCompleted stopped", "c CancellationCompleted stopped"})

    def test_an_ancestor_completes_only_when_nothing_runs_under_it(self):
        self.create("far")
        self.create("near", parents=["far"])
        self.begin("o1", token="near")
        self.begin("o2", token="far")
        self.cancel("far")
        self.finish("o1")
        self.assertEqual(self.story()[-2:], ["o1 CancellationCompleted stopped", "near CancellationCompleted stopped"])
        self.finish("o2")
        self.assertEqual(self.story()[-2:], ["o2 CancellationCompleted stopped", "far CancellationCompleted stopped"])

    def test_uncancelled_ancestors_get_nothing(self):
        self.create("live")
        self.create("cancelled")
        self.begin("o", token="live", parents=["cancelled"])
        self.cancel("cancelled")
        finished = self.finish("o")
        self.assertEqual(self.append_of(finished["position"], 2), [
            "o CancellationCompleted stopped", "cancelled CancellationCompleted stopped"])
        self.assertEqual(self.state("live"), "active")

    def test_an_ancestor_above_an_ended_token_completes_too(self):
        """A cascade passes through ended tokens to what is below them; its completion finds the way back."""
        self.create("p")
        self.begin("middle", token="p")
        self.begin("o", token="middle")
        self.finish("middle", "succeeded")
        self.cancel("p")
        self.assertEqual(self.state("p"), "requested")
        finished = self.finish("o")
        self.assertEqual(self.append_of(finished["position"], 2), [
            "o CancellationCompleted stopped", "p CancellationCompleted stopped"])
        self.assertEqual(self.state("middle"), "released")


if __name__ == "__main__":
    unittest.main()
