"""Deadlines, grace, force, time-to-live and leases outlive kill -9, and end what they are there to end, once."""

import random
import time
import unittest
from datetime import timedelta

from e2e_case import EndToEndCase, read_events
from contract_case import tell
from support import await_condition, parse_time

SHORT = 400   # milliseconds; more than a kill after the command that set it takes
FAR = 600_000


class TimersCase(EndToEndCase):
    def setUp(self):
        self.running = self.daemon()
        self.connection = self.client(self.running)

    def call(self, method, **parameters):
        return self.connection.call(method, **parameters)

    def begin(self, name, **parameters):
        return self.call("operation/start", id=name, **parameters)

    def cancel(self, name, **parameters):
        return self.call("cancellation/cancel", id=name, **parameters)

    def story(self):
        return [tell(event) for event in read_events(self.connection)]

    def kill_until(self, due):
        """Kills the daemon, and starts it at the moment `due` of time.time()."""
        self.running.kill()
        while time.time() < due:
            time.sleep(due - time.time())
        self.start()

    def start(self):
        self.connection.close()
        self.running.start()
        self.connection = self.client(self.running)

    def await_last(self, what):
        """The story, once this is its last sentence."""
        return await_condition(lambda: (story := self.story())[-1] == what and story, f"{what!r}, after {self.story()}")

    def due(self, milliseconds):
        return time.time() + milliseconds / 1000

    def seconds_since_start(self, event):
        started = parse_time(self.call("server/info")["startedAt"])
        return (parse_time(event["time"]) - started).total_seconds()


class FiredMeanwhile(TimersCase):
    def check(self, words, within=2.0):
        """These are what the daemon adds after its start, in this order and soon."""
        story = await_condition(lambda: set(words) <= set(story := self.story()) and story, words)
        self.assertEqual(story[-len(words):], words)
        fired = read_events(self.connection)[-len(words):]
        self.assertTrue(all(self.seconds_since_start(event) < within for event in fired), fired)

    def test_a_deadline(self):
        self.begin("o", deadlineMs=SHORT, graceMs=FAR)
        self.kill_until(self.due(SHORT))
        self.check(["o CancellationRequested timeout"])

    def test_a_grace_time(self):
        self.begin("o")
        self.cancel("o", graceMs=SHORT, forceMs=FAR)
        self.kill_until(self.due(SHORT))
        self.check(["o CancellationEscalated grace_elapsed"])

    def test_a_force_time(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=SHORT)
        self.kill_until(self.due(SHORT))
        self.check(["o CancellationExpired unconfirmed"])

    def test_a_time_to_live(self):
        self.call("cancellation/create", id="t", ttlMs=SHORT)
        self.kill_until(self.due(SHORT))
        self.check(["t CancellationExpired ttl"])

    def test_a_time_to_live_that_began_when_the_last_operation_ended(self):
        self.call("cancellation/create", id="t", ttlMs=SHORT)
        self.begin("o", token="t")
        self.call("operation/finish", id="o", outcome="succeeded")
        self.kill_until(self.due(SHORT))
        self.check(["t CancellationExpired ttl"])

    def test_but_no_time_to_live_of_a_token_under_which_something_runs(self):
        self.call("cancellation/create", id="t", ttlMs=50)
        self.begin("o", token="t")
        self.kill_until(self.due(50))
        self.call("operation/finish", id="o", outcome="succeeded")
        self.assertEqual(self.await_last("t CancellationExpired ttl")[-2:],
                         ["o OperationFinished succeeded", "t CancellationExpired ttl"])

    def test_many_in_the_order_in_which_they_were_due(self):
        deadlines = [500 + 20 * number for number in range(40)]
        random.Random(1).shuffle(deadlines)
        for number, deadline in enumerate(deadlines):
            self.begin(f"o{number}", deadlineMs=deadline, graceMs=FAR)
        started = read_events(self.connection, types=["OperationStarted"])
        self.kill_until(self.due(max(deadlines)))
        started.sort(key=lambda event: parse_time(event["time"]) + timedelta(milliseconds=event["data"]["deadlineMs"]))
        self.check([f"{event['token']} CancellationRequested timeout" for event in started])

    def test_those_of_all_kinds_in_the_order_in_which_they_were_due(self):
        self.call("cancellation/create", id="ttl", ttlMs=1900)
        self.begin("deadline", deadlineMs=1500, graceMs=FAR)
        self.begin("force")
        self.cancel("force", mode="force", forceMs=1100)
        self.begin("grace")
        self.cancel("grace", graceMs=700, forceMs=FAR)
        self.kill_until(self.due(1900))
        self.check(["grace CancellationEscalated grace_elapsed", "force CancellationExpired unconfirmed",
                    "deadline CancellationRequested timeout", "ttl CancellationExpired ttl"])

    def test_a_long_absence_does_not_fire_anything_twice(self):
        self.begin("o", deadlineMs=50, graceMs=FAR)
        for _ in range(5):
            self.kill_until(self.due(60))
        self.await_last("o CancellationRequested timeout")
        self.assertEqual(self.story(), ["o TokenCreated", "o OperationStarted", "o CancellationRequested timeout"])


class StepByStep(TimersCase):
    def test_an_operation_goes_from_its_deadline_to_a_late_end_over_a_kill_at_each_step(self):
        self.begin("o", deadlineMs=100, graceMs=100, forceMs=100)
        words = ["o TokenCreated", "o OperationStarted"]
        for step in ("o CancellationRequested timeout", "o CancellationEscalated grace_elapsed",
                     "o CancellationExpired unconfirmed"):
            self.await_step(step)
            self.kill_until(self.due(0))
            words.append(step)
        self.assertEqual(self.await_last(words[-1]), words)
        self.assertEqual(self.call("cancellation/status", id="o")["state"], "expired")
        self.call("operation/finish", id="o", outcome="stopped")
        self.kill_until(self.due(0))
        self.assertEqual(self.story(), [*words, "o CancellationCompleted stopped late"])
        self.assertEqual(self.call("cancellation/status", id="o")["state"], "completed")

    def await_step(self, words):
        """Kills the daemon as often as it takes; what has happened by then stays."""
        def has_happened():
            if words in self.story():
                return True
            self.kill_until(self.due(0))
            return False
        await_condition(has_happened, words)

    def test_grace_counts_from_the_request_that_the_restart_made(self):
        self.begin("o", deadlineMs=SHORT, graceMs=300, forceMs=FAR)
        self.kill_until(self.due(3 * SHORT))
        self.await_last("o CancellationEscalated grace_elapsed")
        requested, escalated = read_events(self.connection)[-2:]
        waited = (parse_time(escalated["time"]) - parse_time(requested["time"])).total_seconds()
        self.assertGreaterEqual(waited, 0.299)

    def test_the_end_of_the_owner_stops_its_timers(self):
        self.begin("o")
        self.cancel("o", graceMs=SHORT, forceMs=SHORT)
        self.call("operation/finish", id="o", outcome="stopped")
        before = self.story()
        self.kill_until(self.due(2 * SHORT))
        self.call("cancellation/create", id="afterwards")
        self.assertEqual(self.story(), [*before, "afterwards TokenCreated"])


class Leases(TimersCase):
    LOST = ["$session SessionClosed lease_elapsed", "o CancellationRequested client_disconnected",
            "o CancellationCompleted lost"]

    def open_session(self, lease):
        return self.call("session/open", name="owner", leaseMs=lease)["session"]

    def test_a_session_gets_one_full_new_lease_and_then_its_work_is_lost(self):
        session = self.open_session(SHORT)
        self.begin("o", session=session)
        self.kill_until(self.due(2 * SHORT))
        story = self.await_last(self.LOST[-1])
        self.assertEqual(story[-3:], self.LOST)
        closed = read_events(self.connection, types=["SessionClosed"])[-1]
        # startedAt is a little before the log has been read and leases begin.
        self.assertGreaterEqual(self.seconds_since_start(closed), SHORT / 1000 - 0.001)

    def test_one_that_is_renewed_in_time_lives_on_over_any_number_of_kills(self):
        session = self.open_session(5000)
        self.begin("o", session=session)
        for _ in range(5):
            self.kill_until(self.due(50))
            self.assertEqual(self.call("session/renew", session=session)["leaseMs"], 5000)
        self.assertEqual(self.call("operation/finish", id="o", outcome="succeeded")["cancelled"], False)

    def test_one_whose_owner_is_gone_ends_although_the_daemon_was_killed_meanwhile(self):
        """Each restart gives a new lease: it ends when the daemon lives for that long."""
        session = self.open_session(1000)
        self.begin("o", session=session)
        for _ in range(3):
            self.kill_until(self.due(300))
        self.assertEqual(self.await_last(self.LOST[-1])[-3:], self.LOST)
        self.assertEqual(self.story().count("$session SessionClosed lease_elapsed"), 1)


if __name__ == "__main__":
    unittest.main()
