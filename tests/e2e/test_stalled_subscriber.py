"""A subscriber that stops reading costs nobody else anything, and comes to a complete sequence when it goes on."""

import json
import signal
import time
import unittest

from e2e_case import LONG, EndToEndCase, creates, read_events
from follower import digest
from process_figures import resident_kilobytes
from support import result_in

QUEUE = 5000  # messages that the daemon keeps for a subscriber
STEP = 1000
LABELS = {"long": "x" * 300}


class StalledSubscriber(EndToEndCase):
    def setUp(self):
        self.running = self.daemon(f"[sockets]\nevent_queue = {QUEUE}\n")
        self.path = self.running.folder / "seen.json"
        self.stalled = self.helper("watchers", self.running.command_endpoint, self.running.event_endpoint, self.path,
                                   "beginning")
        self.assertEqual(self.stalled.hear(), "following")
        self.watching = self.subscriber(self.running, "n ")
        self.connection = self.client(self.running, timeout=LONG)
        self.made = 0

    def make_more(self):
        """A thousand events, which the other watcher hears as they are made; returns how long that took, in seconds."""
        begun = time.monotonic()
        for reply in self.connection.exchange(creates("n", range(self.made, self.made + STEP), labels=LABELS)):
            result_in(reply)
        for number in range(self.made, self.made + STEP):
            message = self.watching.receive()
            self.assertIsNotNone(message, f"event {number} never came")
            self.assertEqual(message.event["token"], f"t{number}")
        self.watching.seen.clear()
        self.made += STEP
        return time.monotonic() - begun

    def make_more_until(self, count):
        return [self.make_more() for _ in range(self.made, count, STEP)]

    def end_of_stalled(self):
        """What it has seen when it has come to the head."""
        head = self.connection.call("server/info")["head"]
        self.stalled.say(f"until {head}")
        self.assertEqual(self.stalled.wait(), 0)
        return json.loads(self.path.read_text())[0]

    def test_others_hear_everything_and_it_catches_up(self):
        self.make_more_until(2 * STEP)
        self.stalled.signal(signal.SIGSTOP)
        self.make_more_until(8 * QUEUE)
        self.stalled.signal(signal.SIGCONT)
        self.make_more_until(8 * QUEUE + 2 * STEP)
        seen = self.end_of_stalled()
        self.assertEqual(seen["oddities"], [])
        self.assertGreater(seen["caught_up"], 2 * QUEUE, "it was to lose messages")
        events = read_events(self.connection)
        self.assertEqual([event["position"] for event in events], list(range(1, len(events) + 1)))
        expected = [[event["position"], digest(event)] for event in events]
        self.assertEqual(next((pair for pair in zip(seen["seen"], expected) if pair[0] != pair[1]), None), None)
        self.assertEqual(len(seen["seen"]), len(expected))

    def test_the_daemon_is_as_fast_as_before(self):
        before = self.make_more_until(10 * STEP)
        self.stalled.signal(signal.SIGSTOP)
        self.make_more_until(4 * QUEUE)
        stalled = self.make_more_until(4 * QUEUE + 10 * STEP)
        self.assertLess(min(stalled), 3 * min(before))

    def test_one_that_never_goes_on_can_be_killed(self):
        self.stalled.signal(signal.SIGSTOP)
        self.make_more_until(2 * QUEUE)
        before = resident_kilobytes(self.running)
        self.make_more_until(3 * QUEUE)
        grown = resident_kilobytes(self.running) - before
        self.assertLess(grown, QUEUE * 4, "a full queue does not grow; tokens take less than 4 KiB each")
        self.stalled.close()
        self.make_more()


if __name__ == "__main__":
    unittest.main()
