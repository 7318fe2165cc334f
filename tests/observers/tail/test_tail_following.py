"""cancel-tail --follow: waits for a daemon, and stays with it over restarts and other logs."""

import json
import signal
import unittest

from tail_case import TailCase
from tools_case import await_condition


class Following(TailCase):
    def seen(self, tail):
        return [json.loads(line) for line in tail.out]

    def test_it_waits_for_a_daemon_that_is_not_there_yet(self):
        tail = self.tail("--follow", "--from", "0", "--json", "--timeout", "100ms")
        await_condition(lambda: tail.err, "a word about the missing daemon")
        self.start()
        self.create(2)
        await_condition(lambda: len(tail.out) == 2, "the events")
        self.assertEqual(len(tail.err), 1)
        self.assertEqual(tail.interrupt(), 130)

    def test_without_it_a_missing_daemon_ends_it(self):
        self.assertIn("no daemon", self.complaint_of_tail(3, "--timeout", "100ms", "--consumer", "c"))

    def test_it_stays_over_restarts_and_another_log(self):
        self.start()
        tail = self.tail("--follow", "--from", "0", "--format", "cloudevents")
        self.create(3)
        await_condition(lambda: len(tail.out) == 3, "the first events")
        self.stop(signal.SIGKILL)
        self.start()
        self.create(2)
        await_condition(lambda: len(tail.out) == 5, "the events after the restart")
        first = self.ctl_json("info")["logId"]
        self.replace_log()
        self.create(2)
        await_condition(lambda: len(tail.out) == 7, "the events of the other log")
        second = self.ctl_json("info")["logId"]
        self.assertEqual([(event["source"].removeprefix("urn:canceld:log:"), event["id"]) for event in self.seen(tail)],
                         [(first, str(number)) for number in range(1, 6)] + [(second, "1"), (second, "2")])
        self.assertEqual(tail.interrupt(), 130)

    def test_a_selecting_tail_forgets_the_tokens_of_the_old_log(self):
        self.start()
        tail = self.tail("--follow", "--from", "0", "--json", "--tool", "search")
        self.call("operation/start", id="a", tool="search")
        await_condition(lambda: len(tail.out) == 1, "the first start")
        self.replace_log()
        self.call("operation/start", id="a", tool="index")
        self.call("operation/finish", id="a", outcome="succeeded")
        self.call("operation/start", id="b", tool="search")
        await_condition(lambda: len(tail.out) == 2, "the start in the other log")
        self.assertEqual([event["token"] for event in self.seen(tail)], ["a", "b"])

    def test_a_selecting_tail_asks_again_when_the_daemon_is_back(self):
        self.start()
        self.call("operation/start", id="a", tool="search")
        tail = self.tail("--follow", "--from", "3", "--json", "--tool", "search")
        self.call("operation/start", id="b", tool="search")
        await_condition(lambda: len(tail.out) == 1, "the second start")
        self.stop(signal.SIGKILL)
        self.start()
        self.call("operation/finish", id="a", outcome="succeeded")
        await_condition(lambda: len(tail.out) == 2, "the end of the first")
        self.assertEqual([event["token"] for event in self.seen(tail)], ["b", "a"])


if __name__ == "__main__":
    unittest.main()
