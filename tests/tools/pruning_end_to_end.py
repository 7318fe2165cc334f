"""cancelctl prune: what it takes, what it tells, and what it leaves."""

import json
import unittest

from tools_case import ToolsCase, await_condition


class Prune(ToolsCase):

    def setUp(self):
        super().setUp()
        self.start()

    def ended(self, token):
        """Creates and releases a token; the position of its last event."""
        self.batch([("cancellation/create", {"id": token}), ("cancellation/release", {"id": token})])
        return self.ctl_json("info")["head"]

    def many_ended(self, count):
        ids = [f"t{number}" for number in range(count)]
        for begin in range(0, count, 500):
            self.batch([("cancellation/create", {"id": token}) for token in ids[begin:begin + 500]])
            self.batch([("cancellation/release", {"id": token}) for token in ids[begin:begin + 500]])

    def test_says_what_went_and_where_the_log_begins(self):
        self.ended("one")
        end = self.ended("two")
        self.ended("three")
        self.assertEqual(self.ctl("prune", "--before", end + 1), "pruned 4 events; the log begins at 5 now\n")
        self.assertEqual(self.ctl("prune", "--before", 0), "pruned 0 events; the log begins at 5 now\n")
        self.assertEqual(self.ctl_json("prune", "--before", end + 2),
                         {"before": 6, "first": 6, "head": 6, "done": True, "removedEvents": 0})

    def test_groups_large_numbers(self):
        self.many_ended(600)
        self.assertEqual(self.ctl("prune", "--before", 1200), "pruned 1,198 events; the log begins at 1,200 now\n")

    def test_takes_a_time_and_an_age(self):
        self.ended("old")
        self.ended("last")
        self.assertEqual(self.ctl_json("prune", "--before", "1h")["removedEvents"], 0)
        self.assertEqual(self.ctl_json("prune", "--before", "2000-01-01T00:00:00Z")["removedEvents"], 0)
        self.assertEqual(self.ctl_json("prune", "--before", "0ms")["removedEvents"], 2)
        self.assertEqual(self.ctl_json("prune", "--before", "2100-01-01T00:00:00+01:00")["first"], 4)

    def test_wrong_usage(self):
        self.assertIn("--before", self.complaint(2, "prune"))
        for wrong in ("yesterday", "-1", "1.5", "", "30", "18446744073709551616"):
            code = 1 if wrong == "30" else 2  # a position that there is not yet
            self.assertIn("before", self.complaint(code, "prune", f"--before={wrong}"), wrong)

    def test_without_a_daemon(self):
        self.stop()
        self.assertIn("no daemon", self.complaint(3, "prune", "--before", "1d", "--timeout", "200ms"))

    def test_an_interrupted_one_says_that_the_daemon_goes_on(self):
        self.many_ended(20_000)
        running = self.begin("CANCELCTL", "prune", "--before", "40000")
        await_condition(lambda: self.call("server/info")["first"] == 40_000, "the prune to begin")
        self.assertEqual(running.interrupt(), 130)
        self.assertEqual(running.out, [])
        self.assertEqual(running.err, ["cancelctl: interrupted; the daemon goes on until it is done or stopped"])
        await_condition(lambda: len(self.call("cancellation/list")["tokens"]) == 1, "the daemon to end it")

    def test_a_reader_is_told_where_the_log_begins(self):
        end = self.ended("one")
        self.ended("two")
        self.ctl("prune", "--before", end + 1)
        self.assertIn(f"begins at {end + 1}", self.complaint(1, "events", "--from", "1"))
        events = [json.loads(line) for line in self.ctl("events", "--json").splitlines()]
        self.assertEqual([event["position"] for event in events], [end + 1, end + 2])

    def test_the_file_gives_its_space_back_by_itself(self):
        self.many_ended(20_000)
        self.ctl("prune", "--before", "40000")
        await_condition(lambda: self.log.stat().st_size < 1_000_000, lambda: f"{self.log.stat().st_size} bytes to go")


if __name__ == "__main__":
    unittest.main()
