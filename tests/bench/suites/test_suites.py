"""What the suites compute and print: no daemons, peers or clocks.

    PYTHONPATH=tests/bench python3 -B -m unittest suites.test_suites
"""

import itertools
import json
import unittest

from . import log_store, observers, snapshot, table, timers
from .catalogue import SUITES
from .commands import batches_of
from .figures import (Figure, at_least, at_most, losses, number, quantile, ratio_at_least, ratio_at_most)
from .plot import Curve, growth, script


def figure(values, peer_values=(), target=None, **more):
    return Figure("rates", "cancels", "/s", list(values), "Redis" if peer_values else "", list(peer_values), target,
                  **more)


class Targets(unittest.TestCase):
    def test_a_ratio_is_that_of_the_medians(self):
        self.assertEqual(figure([1, 100, 90], [45, 3, 200]).ratio, 2)

    def test_a_bound_that_is_reached_exactly_is_met(self):
        self.assertEqual(ratio_at_most(1.3).verdict(1.3), "met")
        self.assertEqual(at_least(500).verdict(500), "met")

    def test_a_target_that_is_missed_says_by_which_part(self):
        self.assertEqual(at_most(50).verdict(56), "missed by 12 %")
        self.assertEqual(ratio_at_least(0.8).verdict(0.6), "missed by 25 %")

    def test_a_target_that_is_barely_missed_is_not_missed_by_nothing(self):
        self.assertEqual(at_most(1_000).verdict(1_001), "missed by 1 %")

    def test_a_ratio_without_a_measured_peer_is_not_measured(self):
        self.assertEqual(figure([5], target=ratio_at_most(1)).verdict, "not measured")

    def test_a_figure_without_a_target_has_no_verdict(self):
        self.assertEqual(figure([5], [6]).verdict, "")


class Losses(unittest.TestCase):
    def test_what_misses_its_target_comes_before_what_is_only_slower(self):
        slower = figure([90], [100], rival=True, more_is_better=True)
        missed = figure([10], [100], ratio_at_least(0.9), more_is_better=True)
        said = losses([slower, missed])
        self.assertEqual(len(said), 2)
        self.assertIn("0.10 x Redis (target ≥ 0.9 x: missed by 89 %)", said[0])
        self.assertIn("0.90 x Redis", said[1])

    def test_a_rival_that_is_slower_is_no_loss(self):
        self.assertEqual(losses([figure([90], [100], rival=True)]), [])

    def test_canceld_under_other_circumstances_is_no_rival(self):
        self.assertEqual(losses([figure([95], [100], ratio_at_least(0.9), more_is_better=True)]), [])

    def test_a_rival_that_wins_is_told_although_the_target_is_met(self):
        said = losses([figure([120], [100], ratio_at_most(1.3), rival=True)])
        self.assertEqual(said, ["rates: cancels: 1.20 x Redis (target ≤ 1.3 x: met)"])


class Numbers(unittest.TestCase):
    def test_numbers_have_three_significant_digits(self):
        self.assertEqual([number(value) for value in (1_234_567.8, 12.34, 1.234, 0.01234, 0, 40.0)],
                         ["1,234,568", "12.3", "1.23", "0.0123", "0", "40"])

    def test_quantiles_are_values_that_were_measured(self):
        values = [5, 1, 4, 2, 3]
        self.assertEqual([quantile(values, part) for part in (0, 0.5, 0.99, 1)], [1, 3, 5, 5])


class Pages(unittest.TestCase):
    def test_rounds_that_differ_are_shown(self):
        self.assertEqual(table.spread([30, 10, 20]), "20 (10 … 30)")
        self.assertEqual(table.spread([30]), "30")

    def test_a_page_has_machine_figures_losses_and_notes(self):
        page = table.page([figure([10], [100], ratio_at_least(0.9), more_is_better=True)], {"kernel": "Linux"},
                          ["NATS was skipped"], SUITES)
        for part in ("- kernel: Linux", "## rates: ", "missed by 89 %", "## Where canceld loses", "NATS was skipped"):
            self.assertIn(part, page)

    def test_a_page_without_losses_says_so(self):
        self.assertIn("Nowhere, in this run.", table.page([figure([1])], {}, [], SUITES))

    def test_columns_of_a_table_are_aligned(self):
        self.assertEqual(len({len(line) for line in table.table([figure([1]), figure([1_000_000], [3])])}), 1)

    def test_json_carries_every_round_and_what_follows_from_them(self):
        read = json.loads(json.dumps(figure([1, 3], [2], ratio_at_most(1.3)).as_json()))
        self.assertEqual((read["values"], read["median"], read["ratio"], read["verdict"]), ([1, 3], 2, 1, "met"))

    def test_a_label_with_a_quotation_mark_stays_one_label(self):
        drawn = script(Curve("name", "the log's size", "x", "y", {"canceld": [(1, 2)], "none": []}), "out.svg")
        self.assertIn("set title 'the log''s size'", drawn)
        self.assertNotIn("'none'", drawn)

    def test_a_growth_curve_shows_medians_and_every_round(self):
        curve = growth("name", "title", "x", "y", [(1, [3, 1, 2]), (2, [5])])
        self.assertEqual(curve.series, {"median": [(1, 2), (2, 5)], "each round": [(1, 3), (1, 1), (1, 2), (2, 5)]})


class Timers(unittest.TestCase):
    def event(self, kind, seconds, **data):
        token = None if "session" in data else "t1"
        return {"type": kind, "time": f"2026-11-20T08:00:{seconds:09.6f}Z", "token": token, "data": data}

    def test_a_timer_is_late_from_the_moment_it_was_due(self):
        pairs = [("TokenCreated", {"ttlMs": 1000}, "CancellationExpired", {"because": "ttl"}),
                 ("OperationStarted", {"deadlineMs": 1000}, "CancellationRequested", {"cause": "timeout"}),
                 ("SessionOpened", {"session": "s", "leaseMs": 1000},
                  "SessionClosed", {"session": "s", "because": "lease_elapsed"})]
        for starts, length, ends, why in pairs:
            late = timers.lateness_in([self.event(starts, 1, **length), self.event(ends, 2.25, **why)])
            self.assertEqual([round(value) for value in late], [250], starts)

    def test_what_was_not_timed_is_not_counted(self):
        self.assertEqual(timers.lateness_in([self.event("TokenCreated", 1, ttlMs=None),
                                             self.event("CancellationRequested", 2, cause="client_disconnected")]), [])


class Observers(unittest.TestCase):
    def test_written_is_what_was_given_to_write_also_where_no_disk_saw_it(self):
        self.assertEqual(observers.written_bytes("rchar: 7\nwchar: 8123\nsyscr: 1\nwrite_bytes: 0\n"), 8123)

    def test_every_crowd_is_judged_but_the_empty_one_beside_which_it_is_measured(self):
        self.assertNotIn(observers.NOBODY, observers.TARGETS)
        self.assertEqual([(crowd.count, crowd.stopped) for crowd in observers.TARGETS], [(1, 0), (24, 0), (24, 1)])


class Loads(unittest.TestCase):
    def test_batches_hold_at_most_so_many(self):
        self.assertEqual(list(batches_of("abcde", 2)), ["a,b", "c,d", "e"])

    def test_lives_are_json_and_the_rare_ones_are_spread_evenly(self):
        tokens = 6_000
        requests = [json.loads(text) for text in itertools.islice(log_store.all_lives(tokens), 2 * tokens)]
        cancels = [request["params"] for request in requests if request["method"] == "cancellation/cancel"]
        self.assertEqual(len(cancels), tokens)
        self.assertEqual(sum(cancel["namespace"] == log_store.SMALL for cancel in cancels), log_store.SMALL_TOKENS)
        self.assertEqual(sum(cancel["cause"] == log_store.RARE_CAUSE for cancel in cancels), log_store.RARE_TOKENS)

    def test_a_picture_of_probes_shows_the_longest_of_each_tenth_of_a_second(self):
        probes = [(0.01, 1, False), (0.05, 9, False), (0.06, 5, True), (0.11, 2, False)]
        self.assertEqual(snapshot.thinned(probes, False), [(0.0, 9), (0.1, 2)])


if __name__ == "__main__":
    unittest.main()
