"""What a real daemon tells those who watch it: of what runs, and of itself."""

import unittest
from datetime import datetime, timedelta

from tools_case import ToolsCase, await_condition


def time_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Observing(ToolsCase):
    def setUp(self):
        super().setUp()
        settings = self.folder / "canceld.toml"
        settings.write_text('[cancellation]\ngraceful_timeout = "70s"\nforce_timeout = "50s"\n')
        self.start("--config", settings)

    def operation(self, name):
        return next(each for each in self.call("operation/list")["operations"] if each["operation"] == name)

    def test_the_times_of_what_is_cancelled(self):
        self.assertEqual({key: value for key, value in self.call("server/info").items() if key.endswith("TimeoutMs")},
                         {"gracefulTimeoutMs": 70_000, "forceTimeoutMs": 50_000})
        self.ctl("create", "shared", "-n", "n")
        self.call("operation/start", id="plain", namespace="n", token="shared")
        self.call("operation/start", id="own", namespace="n", token="shared", graceMs=90_000, forceMs=0)
        plain = self.operation("plain")
        self.assertEqual(plain["parents"], [{"namespace": "n", "id": "shared"}])
        for key in ("graceMs", "forceMs", "escalatesAt", "unconfirmedAt"):
            self.assertIsNone(plain[key])
        for key in ("requestedAt", "cause", "mode", "reason", "requestedBy"):
            self.assertNotIn(key, plain)

        self.ctl("cancel", "shared", "-n", "n", "--reason", "<b>why</b>", "--requested-by", "ann")
        for name, seconds in (("plain", 70), ("own", 90)):
            seen = self.operation(name)
            self.assertEqual(time_of(seen["escalatesAt"]) - time_of(seen["requestedAt"]), timedelta(seconds=seconds))
            self.assertIsNone(seen["unconfirmedAt"])
            self.assertEqual([seen[key] for key in ("cause", "mode", "reason", "requestedBy")],
                             ["parent_cancelled", "graceful", "<b>why</b>", "ann"])
        self.assertEqual((self.operation("own")["graceMs"], self.operation("own")["forceMs"]), (90_000, 0))

        self.ctl("cancel", "shared", "-n", "n", "--force")
        plain = self.operation("plain")
        self.assertEqual((plain["mode"], plain["escalatesAt"]), ("force", None))
        escalated = self.ctl_lines("events", "--type", "CancellationEscalated", "--token", "plain")[0]["time"]
        self.assertEqual(time_of(plain["unconfirmedAt"]) - time_of(escalated), timedelta(seconds=50))
        await_condition(lambda: self.operation("own")["state"] == "expired", "the force time of 0")
        self.assertIsNone(self.operation("own")["unconfirmedAt"])
        self.assertEqual(self.ctl_json("status", "shared", "-n", "n")["operations"],
                         self.call("operation/list")["operations"])

    def test_what_was_refused_and_what_commits_took(self):
        before = self.call("stats/read")
        self.assertEqual(before["rejected_commands"], {})
        self.assertEqual((before["commits"]["count"], before["commits"]["seconds_sum"]), (0, 0))
        self.ctl("create", "a")
        self.complaint(1, "create", "a")
        self.complaint(1, "status", "nobody")
        self.complaint(1, "cancel", "nobody")
        stats = self.call("stats/read")
        self.assertEqual(stats["rejected_commands"], {"-31001": 2, "-31010": 1})
        commits = stats["commits"]
        self.assertEqual(commits["count"], 1)
        self.assertGreater(commits["seconds_sum"], 0)
        bounds, counts = zip(*commits["buckets"])
        self.assertEqual(bounds, (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, None))
        self.assertEqual((list(counts), counts[-1]), (sorted(counts), 1))
        self.assertIn("1", self.ctl("stats"))


if __name__ == "__main__":
    unittest.main()
