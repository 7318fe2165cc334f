"""log/prune: what has ended goes from the log, whatever lives stays, and positions stay what they are."""

import unittest

from contract_case import ContractCase
from support import await_condition, parse_time, read_log


class Prune(ContractCase):
    def ended(self, token):
        """Creates and releases a token; the position of its last event."""
        self.create(token)
        return self.release(token)["position"]

    def ask(self, before):
        return self.client.call("log/prune", before=before)

    def prune(self, before):
        """Asks until it is done; the last answer."""
        answers = []

        def is_done():
            answers.append(self.ask(before))
            return answers[-1]["done"]
        await_condition(is_done, "the prune to be done")
        return answers[-1]

    def first(self):
        return self.client.call("server/info")["first"]

    def test_removes_what_has_ended_and_keeps_what_lives(self):
        self.ended("old")
        self.create("live")
        end = self.ended("also-old")
        self.ended("younger")
        before = self.client.call("stats/read")["by_namespace"][self.namespace]
        answer = self.prune(end + 1)
        self.assertEqual((answer["before"], answer["first"], answer["head"]), (end + 1, end + 1, self.head()))
        self.assertGreaterEqual(answer["removedEvents"], 4)
        for token in ("old", "also-old"):
            with self.refused(-31001):
                self.status(token)
        self.assertEqual(self.state("live"), "active")
        self.assertEqual(self.state("younger"), "released")
        self.assertEqual(self.client.call("stats/read")["by_namespace"][self.namespace], before)

    def test_a_removed_position_is_refused_with_the_first_one_left(self):
        end = self.ended("old")
        self.ended("last")
        self.prune(end + 1)
        with self.refused(-31012) as caught:
            self.client.call("events/read", after=end - 1)
        self.assertEqual(caught.exception.data["first"], end + 1)
        self.assertEqual(self.client.call("events/read", after=end)["events"][0]["position"], end + 1)
        self.assertEqual(self.first(), end + 1)

    def test_the_log_of_an_ended_token_goes_as_a_whole_and_its_id_is_free(self):
        self.create("shared")
        self.begin("work", token="shared")
        self.cancel("shared")
        self.finish("work")
        self.ended("last")
        self.prune(self.head())
        query = "SELECT count(*) FROM events WHERE namespace = ? AND token IN ('shared', 'work')"
        rows = read_log(self.daemon.log_path, query, self.namespace)
        self.assertEqual(rows, [(0,)])
        head = self.head()
        self.assertEqual(self.create("work")["position"], head + 1)

    def test_a_token_stays_while_something_lives_below_it(self):
        self.create("parent")
        self.begin("work", token="parent")
        self.cancel("parent")
        self.ended("last")
        self.prune(self.head())
        self.assertEqual(self.state("parent"), "requested")
        self.finish("work")
        self.assertEqual(self.state("parent"), "completed")

    def test_a_repeated_command_is_answered_after_a_prune(self):
        first = self.create("named", commandId=f"{self.namespace}-make")
        self.release("named")
        self.ended("last")
        self.prune(self.head())
        again = self.create("named", commandId=f"{self.namespace}-make")
        self.assertTrue(again["replayed"])
        self.assertEqual(again["position"], first["position"])

    def test_a_time_says_what_was_recorded_before_it(self):
        end = self.ended("old")
        self.ended("younger")
        old, younger = self.client.call("events/read", after=end - 1, limit=2)["events"]
        self.assertGreater(parse_time(younger["time"]), parse_time(old["time"]))
        time = younger["time"]
        self.assertEqual(self.prune(time)["before"], end + 1)
        with self.refused(-31001):
            self.status("old")
        self.assertEqual(self.state("younger"), "released")

    def test_the_last_event_stays(self):
        end = self.ended("last")
        self.prune(end)
        self.assertEqual(self.prune("9999-12-31T23:59:59Z")["before"], end)
        self.assertEqual(self.first(), end)
        self.assertEqual(self.ended("next"), end + 2)

    def test_wrong_parameters_are_named(self):
        for wrong in (None, -1, 1.5, True, [], {}, "", "12", "30d", "2026-11-20"):
            with self.subTest(before=wrong), self.refused(-32602, param="before"):
                self.ask(wrong)
        with self.refused(-32602, param="before"):
            self.client.call("log/prune")
        with self.refused(-32602, param="before"):
            self.ask(self.head() + 1)

    def test_it_is_no_event(self):
        self.ended("old")
        self.ended("last")
        with self.nothing_recorded():
            self.prune(self.head())

    def test_everything_stands_after_a_restart(self):
        self.create("live", labels={"team": "search"})
        self.ended("old")
        self.begin("work", token="live")
        self.ended("last")
        self.prune(self.head())
        before = [self.status(token) for token in ("live", "work")]
        stats = self.client.call("stats/read")["by_namespace"][self.namespace]
        self.daemon.restart()
        self.assertEqual([self.status(token) for token in ("live", "work")], before)
        self.assertEqual(self.client.call("stats/read")["by_namespace"][self.namespace], stats)
        with self.refused(-31001):
            self.status("old")


if __name__ == "__main__":
    unittest.main()
