"""Deadline, grace and force time of an operation: the daemon escalates, and says when a stop stayed unconfirmed."""

import unittest

from contract_case import ContractCase
from support import parse_time

NEVER = 600_000
SOON = 30


class TimesCase(ContractCase):
    def await_control(self, after_ms):
        """Comes back after whatever was due within `after_ms` from now has surely been carried out."""
        control = self.create(ttlMs=after_ms)["id"]
        self.await_state(control, "expired")

    def story_of(self, token):
        return [line.split(" ", 1)[1] for line in self.story(token=token)]

    def seconds_between(self, token, first, second):
        times = [parse_time(self.event(kind, token)["time"]) for kind in (first, second)]
        return (times[1] - times[0]).total_seconds()


class Grace(TimesCase):
    def test_when_it_is_over_that_operation_alone_is_escalated(self):
        self.create("shared")
        self.begin("o1", token="shared", graceMs=NEVER)
        self.begin("o2", token="shared", graceMs=SOON)
        self.cancel("shared")
        self.await_story("o2 CancellationEscalated grace_elapsed")
        self.assertEqual([self.status(token)["mode"] for token in ("shared", "o1", "o2")],
                         ["graceful", "graceful", "force"])
        self.assertEqual(self.event("CancellationEscalated", "o2")["data"]["mode"], "force")
        self.assertGreaterEqual(
            self.seconds_between("o2", "CancellationRequested", "CancellationEscalated"), SOON / 1000 - 0.001)

    def test_the_cancels_grace_goes_before_the_operations(self):
        self.begin("shorter", graceMs=NEVER)
        self.begin("longer", graceMs=SOON)
        self.cancel("shorter", graceMs=SOON)
        self.cancel("longer", graceMs=NEVER)
        self.await_story("shorter CancellationEscalated grace_elapsed")
        self.await_control(2 * SOON)
        self.assertEqual(self.status("longer")["mode"], "graceful")

    def test_explicit_times_reach_the_operations_below(self):
        self.create("shared")
        self.begin("o", token="shared", graceMs=NEVER, forceMs=NEVER)
        self.cancel("shared", graceMs=SOON, forceMs=SOON)
        self.await_story("o CancellationEscalated grace_elapsed", "o CancellationExpired unconfirmed")

    def test_a_grace_of_zero_is_over_at_once(self):
        self.begin("o")
        self.cancel("o", graceMs=0)
        self.await_story("o CancellationEscalated grace_elapsed")

    def test_it_ends_with_the_operation_and_not_with_its_taking_it_up(self):
        self.begin("ended")
        self.begin("executed")
        for operation in ("ended", "executed"):
            self.cancel(operation, graceMs=1000)
        self.finish("ended")
        self.executed("executed")
        self.await_story("executed CancellationEscalated grace_elapsed")
        self.await_control(100)
        self.assertEqual(self.story_of("ended")[2:], ["CancellationRequested user_requested",
                                                      "CancellationCompleted stopped"])

    def test_a_second_cancels_times_are_ignored(self):
        self.begin("o")
        self.cancel("o", graceMs=NEVER, forceMs=NEVER)
        self.cancel("o", graceMs=1, forceMs=1)
        self.await_control(2 * SOON)
        self.assertEqual(self.status("o")["mode"], "graceful")
        self.cancel("o", mode="force", forceMs=1)
        self.await_control(2 * SOON)
        self.assertEqual(self.state("o"), "requested")

    def test_the_first_cancels_explicit_times_hold_after_a_later_force(self):
        self.begin("o", forceMs=NEVER)
        self.cancel("o", graceMs=NEVER, forceMs=SOON)
        self.cancel("o", mode="force", forceMs=NEVER)
        self.await_story("o CancellationExpired unconfirmed")

    def test_a_token_without_an_operation_is_never_escalated_by_time(self):
        self.create("shared")
        self.begin("o", token="shared")
        self.cancel("shared", graceMs=SOON, forceMs=NEVER)
        self.await_story("o CancellationEscalated grace_elapsed")
        self.await_control(2 * SOON)
        self.assertEqual(self.story_of("shared"), ["TokenCreated", "CancellationRequested user_requested"])


class Force(TimesCase):
    def test_it_is_counted_from_the_escalation(self):
        self.begin("o", graceMs=SOON, forceMs=SOON)
        self.cancel("o")
        self.await_story("o CancellationExpired unconfirmed")
        self.assertEqual(self.story_of("o")[2:], ["CancellationRequested user_requested",
                                                  "CancellationEscalated grace_elapsed",
                                                  "CancellationExpired unconfirmed"])
        self.assertGreaterEqual(
            self.seconds_between("o", "CancellationEscalated", "CancellationExpired"), SOON / 1000 - 0.001)

    def test_it_is_counted_from_a_cancel_with_force(self):
        self.begin("o", graceMs=1, forceMs=SOON)
        self.cancel("o", mode="force")
        self.await_story("o CancellationExpired unconfirmed")
        self.assertEqual(self.story_of("o")[2:], ["CancellationRequested user_requested",
                                                  "CancellationExpired unconfirmed"])

    def test_it_ends_with_the_operation(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=1000)
        self.finish("o")
        self.await_control(1100)
        self.assertEqual(self.story_of("o")[-1], "CancellationCompleted stopped")

    def test_the_late_completion_says_so(self):
        self.begin("o", forceMs=SOON)
        self.cancel("o", mode="force")
        self.await_story("o CancellationExpired unconfirmed")
        self.assertTrue(self.finish("o", "failed", error="at last")["cancelled"])
        event = self.event("CancellationCompleted", "o")
        self.assert_includes(event["data"], outcome="failed", late=True, error="at last")


class Deadline(TimesCase):
    def test_when_it_has_elapsed_the_daemon_cancels_with_cause_timeout_and_no_reason(self):
        self.create("shared")
        self.begin("sibling", token="shared")
        self.begin("o", token="shared", deadlineMs=SOON)
        self.await_story("o CancellationRequested timeout")
        event = self.event("CancellationRequested", "o")
        self.assert_includes(event["data"], cause="timeout", reason=None, mode="graceful", graceMs=None, forceMs=None,
                             requestedBy=None)
        self.assertGreaterEqual(
            self.seconds_between("o", "OperationStarted", "CancellationRequested"), SOON / 1000 - 0.001)
        self.assertEqual([self.state(token) for token in ("shared", "sibling", "o")],
                         ["active", "active", "requested"])

    def test_what_is_below_is_cancelled_in_the_same_append(self):
        self.begin("o", deadlineMs=1000)
        self.begin("below", token="o")
        self.create("idle", parents=["o"])
        self.await_story("o CancellationRequested timeout")
        self.assertEqual(self.story()[-4:], [
            "o CancellationRequested timeout", "below CancellationRequested parent_cancelled",
            "idle CancellationRequested parent_cancelled", "idle CancellationCompleted nothing_running"])

    def test_it_does_nothing_to_what_ended_or_was_cancelled_before(self):
        for operation in ("ended", "cancelled"):
            self.begin(operation, deadlineMs=1000)
        self.finish("ended", "succeeded")
        self.cancel("cancelled", reason="first")
        self.await_control(1100)
        self.assertEqual(self.state("ended"), "released")
        self.assert_includes(self.status("cancelled"), cause="user_requested", reason="first")
        self.assertEqual(self.story_of("cancelled")[-1], "CancellationRequested user_requested")

    def test_the_operations_own_grace_and_force_follow_it(self):
        self.begin("o", deadlineMs=SOON, graceMs=SOON, forceMs=SOON)
        self.await_story("o CancellationExpired unconfirmed")
        self.assertEqual(self.story_of("o"), [
            "TokenCreated", "OperationStarted", "CancellationRequested timeout",
            "CancellationEscalated grace_elapsed", "CancellationExpired unconfirmed"])


class ReportedLate(TimesCase):
    def test_times_count_from_its_own_start(self):
        """For an operation reported late, times count from its OperationStarted."""
        self.create("shared")
        self.cancel("shared", graceMs=300)
        self.await_control(400)
        self.begin("o", token="shared", alreadyRunning=True)
        self.await_story("o CancellationEscalated grace_elapsed")
        self.assertGreaterEqual(self.seconds_between("o", "OperationStarted", "CancellationEscalated"), 0.299)

    def test_under_a_forced_token_the_force_time_counts_from_its_own_start(self):
        self.create("shared")
        self.cancel("shared", mode="force", forceMs=200)
        self.await_control(300)
        self.begin("o", token="shared", alreadyRunning=True)
        self.assertEqual(self.status("o")["mode"], "force")
        self.await_story("o CancellationExpired unconfirmed", "shared CancellationExpired unconfirmed")
        self.assertGreaterEqual(self.seconds_between("o", "OperationStarted", "CancellationExpired"), 0.199)

    def test_its_own_deadline_counts_from_its_start(self):
        self.begin("o", alreadyRunning=True, deadlineMs=SOON, occurredAt="2020-01-01T00:00:00Z")
        self.await_story("o CancellationRequested timeout")
        self.assertGreaterEqual(
            self.seconds_between("o", "OperationStarted", "CancellationRequested"), SOON / 1000 - 0.001)

    def test_a_remembered_cancels_times_hold_for_it(self):
        self.cancel("o", ifAbsent="remember", graceMs=SOON, forceMs=SOON)
        self.begin("o", alreadyRunning=True, graceMs=NEVER)
        self.await_story("o CancellationEscalated grace_elapsed", "o CancellationExpired unconfirmed")


if __name__ == "__main__":
    unittest.main()
