"""stats/read after a known history, and server/info."""

import collections
import unittest

from contract_case import ContractCase
from support import await_condition, parse_time

NUMBERS = ("active_operations", "active_tokens", "total_cancelled", "graceful_cancellations", "force_cancellations",
           "expired_tokens", "unconfirmed_cancellations")
TIMES = ("avg_cancellation_time_ms", "p50_cancellation_time_ms", "p99_cancellation_time_ms")
REST = ("operations_by_reason", "events_by_type", "by_namespace", "head", "uptime_ms")


class StatsCase(ContractCase):
    def stats(self):
        return self.client.call("stats/read")


class Empty(StatsCase):
    def test_a_new_log_has_counted_nothing(self):
        stats = self.stats()
        self.assertLessEqual({*NUMBERS, *TIMES, *REST}, set(stats))
        self.assertEqual([stats[key] for key in NUMBERS], [0] * len(NUMBERS))
        self.assertTrue(all(not stats[key] for key in TIMES), "no cancellation took any time yet")
        self.assertEqual(stats["head"], 0)
        self.assertEqual(sum(stats["operations_by_reason"].values()) + sum(stats["events_by_type"].values()), 0)

    def test_uptime_grows(self):
        first = self.stats()["uptime_ms"]
        await_condition(lambda: self.stats()["uptime_ms"] > first, "the uptime to grow")


class KnownHistory(StatsCase):
    """Counted since the log began."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("test_how_many_were_cancelled_and_how")
        case.setUp()
        case.make_history()
        cls.known = case.namespace
        cls.history = case.events(namespace=None)
        case.doCleanups()

    def make_history(self):
        self.create("idle")
        self.cancel("idle")
        self.create("shared")
        for operation in ("o1", "o2"):
            self.begin(operation, token="shared")
        self.cancel("shared")
        self.finish("o1")
        self.finish("o2", "succeeded")
        self.begin("forced")
        self.cancel("forced", mode="force", cause="timeout")
        self.finish("forced")
        self.begin("escalated")
        self.cancel("escalated")
        self.cancel("escalated", mode="force")
        self.finish("escalated")
        self.begin("parent")
        self.cancel("parent")
        self.finish("parent")
        self.begin("unconfirmed")
        self.cancel("unconfirmed", mode="force", forceMs=200)
        self.await_story("unconfirmed CancellationExpired unconfirmed")
        self.finish("unconfirmed")
        self.begin("late", token="parent", alreadyRunning=True)
        self.finish("late")
        self.create("ttl", ttlMs=1)
        self.await_state("ttl", "expired")
        self.cancel("remembered", ifAbsent="remember")
        self.begin("normal")
        self.finish("normal", "succeeded")
        session = self.open_session()
        self.begin("lost", session=session)
        self.client.call("session/close", session=session)
        self.begin("running")
        self.begin("running", namespace=f"{self.namespace}x")
        self.create("active")

    def expected_times(self):
        """Requested to last completion, of operations, in milliseconds."""
        requested, completed = {}, {}
        for event in self.history:
            times = {"CancellationRequested": requested, "CancellationCompleted": completed}.get(event["type"], {})
            times[event.get("token")] = parse_time(event["time"])
        operations = ("o1", "o2", "forced", "escalated", "parent", "unconfirmed", "late", "lost")
        return sorted((completed[name] - requested[name]).total_seconds() * 1000 for name in operations)

    def test_how_many_were_cancelled_and_how(self):
        """total = CancellationRequested events; force = those that were force at first or escalated; expired = by
        time-to-live; unconfirmed = CancellationExpired events that say so."""
        self.assert_includes(self.stats(), total_cancelled=11, force_cancellations=3, graceful_cancellations=8,
                             expired_tokens=1, unconfirmed_cancellations=1)

    def test_what_is_active_now(self):
        self.assert_includes(self.stats(), active_operations=2, active_tokens=3)

    def test_operations_by_reason_are_cancelled_tokens_that_have_an_operation(self):
        counted = {cause: number for cause, number in self.stats()["operations_by_reason"].items() if number}
        self.assertEqual(counted, {"parent_cancelled": 3, "timeout": 1, "user_requested": 3, "client_disconnected": 1})

    def test_events_by_type_and_head_are_those_of_the_log(self):
        stats = self.stats()
        counted = {kind: number for kind, number in stats["events_by_type"].items() if number}
        self.assertEqual(counted, dict(collections.Counter(event["type"] for event in self.history)))
        self.assertEqual(stats["head"], self.history[-1]["position"])

    def test_times_are_those_from_request_to_last_completion(self):
        stats, times = self.stats(), self.expected_times()
        self.assertAlmostEqual(stats["avg_cancellation_time_ms"], sum(times) / len(times), delta=2)
        self.assertLessEqual(stats["p50_cancellation_time_ms"], stats["p99_cancellation_time_ms"])
        self.assertTrue(times[3] * 0.85 - 2 <= stats["p50_cancellation_time_ms"] <= times[5] * 1.15 + 2, stats)
        self.assertTrue(times[-2] * 0.85 - 2 <= stats["p99_cancellation_time_ms"] <= times[-1] * 1.15 + 2, stats)

    def test_each_namespace_has_its_own(self):
        spaces = self.stats()["by_namespace"]
        self.assertLessEqual({self.known, f"{self.known}x"}, set(spaces))
        if "total_cancelled" in spaces[self.known]:
            self.assertEqual(spaces[self.known]["total_cancelled"], 11)
            self.assertEqual(spaces[f"{self.known}x"]["total_cancelled"], 0)

    def test_all_of_it_stands_after_a_restart(self):
        before = self.stats()
        self.daemon.restart()
        after = self.stats()
        for stats in (before, after):
            self.assertGreaterEqual(stats.pop("uptime_ms"), 0)
        self.assertEqual({key: after[key] for key in (*NUMBERS, *TIMES, *REST) if key in after},
                         {key: before[key] for key in (*NUMBERS, *TIMES, *REST) if key in before})


class ServerInfo(ContractCase):
    def test_it_tells_who_and_where_the_daemon_is(self):
        self.create("a")
        info = self.client.call("server/info")
        self.assert_includes(info, name="canceld", protocolVersion=1, first=1, head=self.events()[-1]["position"],
                             commandEndpoint=self.daemon.command_endpoint, eventEndpoint=self.daemon.event_endpoint)
        for key in ("version", "logId", "backend"):
            self.assertTrue(info[key] and isinstance(info[key], str), info)
        self.assertLessEqual(parse_time(info["startedAt"]), parse_time(self.events()[-1]["time"]))

    def test_a_new_log_has_another_id(self):
        other = type(self.daemon)().start()
        self.addCleanup(other.close)
        client = other.client()
        self.addCleanup(client.close)
        self.assertNotEqual(client.call("server/info")["logId"], self.client.call("server/info")["logId"])


if __name__ == "__main__":
    unittest.main()
