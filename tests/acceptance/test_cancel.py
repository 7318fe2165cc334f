"""cancellation/cancel of one token: what is recorded, what stays, modes, absent and ended tokens."""

import unittest

from contract_case import ContractCase

CAUSES = ("user_requested", "timeout", "server_shutdown", "resource_exhausted", "security_violation",
          "client_disconnected", "parent_cancelled", "superseded", "other")


class First(ContractCase):
    def test_a_token_under_which_nothing_runs_is_complete_at_once(self):
        self.create("a")
        cancelled = self.cancel("a", reason="enough")
        self.assert_includes(cancelled, success=True, alreadyCancelled=False, state="completed")
        self.assertEqual(self.append_of(cancelled["position"], 2), [
            "a CancellationRequested user_requested", "a CancellationCompleted nothing_running"])
        self.assertEqual(self.events()[-1]["position"], cancelled["position"])

    def test_the_event_holds_what_was_asked_for(self):
        self.create("a")
        self.cancel("a", reason="enough", cause="superseded", mode="force", graceMs=1, forceMs=2, requestedBy="me")
        event = self.event("CancellationRequested", "a")
        self.assert_includes(event, version=2, operation=None)
        self.assert_includes(event["data"], reason="enough", cause="superseded", mode="force", graceMs=1, forceMs=2,
                             requestedBy="me")

    def test_what_was_not_asked_for_is_null_or_the_default(self):
        self.create("a")
        self.cancel("a")
        self.assert_includes(self.event("CancellationRequested", "a")["data"], reason=None, cause="user_requested",
                             mode="graceful", graceMs=None, forceMs=None, requestedBy=None)

    def test_every_cause_is_taken(self):
        for cause in CAUSES:
            self.create(cause)
            self.cancel(cause, cause=cause)
            self.assertEqual(self.status(cause)["cause"], cause)

    def test_a_running_operation_is_requested_and_not_yet_complete(self):
        self.begin("o")
        self.assert_includes(self.cancel("o", reason="why"), alreadyCancelled=False, state="requested")
        self.assertEqual(self.story()[2:], ["o CancellationRequested user_requested"])
        self.assert_includes(self.status("o"), cancelled=True, state="requested", reason="why", mode="graceful",
                             completedAt=None)

    def test_status_tells_who_why_and_when(self):
        self.create("a")
        self.cancel("a", reason="why", requestedBy="who", cause="other", mode="force")
        status = self.status("a")
        self.assert_includes(status, cancelled=True, reason="why", cause="other", mode="force", requestedBy="who")
        event = self.event("CancellationRequested", "a")
        self.assert_same_time(status["requestedAt"], event["time"])
        self.assert_same_time(status["completedAt"], self.event("CancellationCompleted", "a")["time"])


class Second(ContractCase):
    def test_a_second_cancel_succeeds_and_changes_nothing(self):
        """The first reason, cause, requester and time stay."""
        self.create("a")
        self.cancel("a", reason="first", cause="timeout", requestedBy="one")
        before = self.status("a")
        with self.nothing_recorded():
            again = self.cancel("a", reason="second", cause="other", requestedBy="two", mode="force")
        self.assert_includes(again, success=True, alreadyCancelled=True, state="completed")
        self.assertGreaterEqual(again["position"], before["position"])
        self.assertEqual(self.status("a"), before)

    def test_a_second_cancel_of_running_work_succeeds_and_changes_nothing(self):
        self.begin("o")
        self.cancel("o", reason="first")
        with self.nothing_recorded():
            self.assert_includes(self.cancel("o", reason="second"), alreadyCancelled=True, state="requested")
        self.assertEqual(self.status("o")["reason"], "first")

    def test_if_cancelled_error_refuses_only_what_was_cancelled_before(self):
        self.create("a")
        self.assert_includes(self.cancel("a", ifCancelled="error"), success=True, alreadyCancelled=False)
        with self.nothing_recorded(), self.refused(-31003):
            self.cancel("a", ifCancelled="error")
        self.assert_includes(self.cancel("a", ifCancelled="succeed"), alreadyCancelled=True)

    def test_a_cancel_with_force_escalates_graceful_running_work(self):
        self.begin("o")
        self.cancel("o", reason="first")
        again = self.cancel("o", reason="second", mode="force")
        self.assert_includes(again, success=True, alreadyCancelled=True, state="requested")
        self.assertEqual(self.story()[3:], ["o CancellationEscalated requested"])
        event = self.event("CancellationEscalated", "o")
        self.assertEqual((event["data"]["mode"], event["position"]), ("force", again["position"]))
        self.assert_includes(self.status("o"), mode="force", reason="first")

    def test_what_is_forced_already_is_not_escalated_again(self):
        self.begin("o")
        self.cancel("o", mode="force")
        self.begin("o2")
        self.cancel("o2")
        self.cancel("o2", mode="force")
        with self.nothing_recorded():
            self.cancel("o", mode="force")
            self.cancel("o2", mode="force")
            self.cancel("o2", mode="graceful")
        self.assertEqual(self.status("o2")["mode"], "force")

    def test_a_token_under_which_nothing_runs_is_not_escalated(self):
        self.create("a")
        self.cancel("a")
        with self.nothing_recorded():
            self.cancel("a", mode="force")
        self.assertEqual(self.status("a")["mode"], "graceful")

    def test_work_that_has_taken_it_up_can_still_be_forced(self):
        self.begin("o")
        self.cancel("o")
        self.executed("o")
        self.assert_includes(self.cancel("o", mode="force"), state="executed", alreadyCancelled=True)
        self.assertEqual(self.story()[-1], "o CancellationEscalated requested")


class Absent(ContractCase):
    def test_an_unknown_token_is_refused(self):
        with self.nothing_recorded():
            with self.refused(-31001):
                self.cancel("nobody")
            with self.refused(-31001):
                self.cancel("nobody", ifAbsent="error")

    def test_a_remembered_cancel_makes_a_cancelled_token(self):
        """It becomes at once a cancelled token of which nothing but the cancel is known (`createdAt` null)."""
        cancelled = self.cancel("a", ifAbsent="remember", reason="early", requestedBy="me")
        self.assert_includes(cancelled, success=True, alreadyCancelled=False, state="completed")
        self.assertEqual(self.story(), ["a CancellationRequested user_requested",
                                        "a CancellationCompleted nothing_running"])
        status = self.status("a")
        self.assert_includes(status, createdAt=None, cancelled=True, reason="early", requestedBy="me", parents=[],
                             labels={}, operations=[], version=2)

    def test_a_second_remembered_cancel_changes_nothing(self):
        self.cancel("a", ifAbsent="remember", reason="first")
        with self.nothing_recorded():
            self.assertTrue(self.cancel("a", ifAbsent="remember", reason="second")["alreadyCancelled"])
            with self.refused(-31003):
                self.cancel("a", ifAbsent="remember", ifCancelled="error")

    def test_a_later_create_adds_the_token_and_answers_the_remembered_reason(self):
        self.cancel("a", ifAbsent="remember", reason="early", cause="superseded", mode="force")
        created = self.create("a", labels={"k": "v"})
        self.assert_includes(created, cancelled=True, reason="early", cause="superseded", mode="force",
                             state="completed")
        self.assertEqual(self.story()[2:], ["a TokenCreated"])
        self.assert_includes(self.status("a"), labels={"k": "v"}, version=3, reason="early")
        with self.refused(-31010):
            self.create("a")

    def test_the_remembered_reason_stays_under_a_cancelled_parent(self):
        self.create("p")
        self.cancel("p", reason="the parent's")
        self.cancel("a", ifAbsent="remember", reason="its own")
        self.assert_includes(self.create("a", parents=["p"]), reason="its own", cause="user_requested")

    def test_a_later_start_is_refused(self):
        """Work that starts under a cancelled token never runs."""
        self.cancel("o", ifAbsent="remember", reason="early", cause="timeout")
        with self.nothing_recorded():
            started = self.begin("o")
        self.assert_includes(started, cancelled=True, reason="early", cause="timeout", mode="graceful")

    def test_a_start_with_a_remembered_token_is_refused(self):
        self.cancel("shared", ifAbsent="remember", reason="early", cause="timeout")
        with self.nothing_recorded():
            started = self.begin("o", token="shared")
        self.assert_includes(started, cancelled=True, reason="early", cause="parent_cancelled")

    def test_a_child_of_a_remembered_token_is_born_cancelled(self):
        self.cancel("p", ifAbsent="remember", reason="early")
        self.assert_includes(self.create("a", parents=["p"]), cancelled=True, reason="early",
                             cause="parent_cancelled")

    def test_a_token_that_exists_is_cancelled_not_remembered(self):
        self.create("a")
        self.assertFalse(self.cancel("a", ifAbsent="remember")["alreadyCancelled"])
        self.assertIsNotNone(self.status("a")["createdAt"])


class Ended(ContractCase):
    def test_a_released_token_is_refused_with_its_state(self):
        self.create("a")
        self.release("a")
        for more in ({}, {"mode": "force"}, {"ifAbsent": "remember"}, {"ifCancelled": "error"}):
            with self.subTest(more), self.nothing_recorded(), self.refused(-31004, state="released"):
                self.cancel("a", **more)

    def test_an_operation_that_finished_first_has_won(self):
        self.begin("o")
        self.finish("o", "succeeded")
        with self.nothing_recorded(), self.refused(-31004, state="released"):
            self.cancel("o")
        self.assertFalse(self.status("o")["cancelled"])


if __name__ == "__main__":
    unittest.main()
