"""cancel-top without a terminal: one snapshot, and how it refuses."""

import json
import re
import unittest

from losing_way import LosingWay
from tools_case import await_condition
from top_case import TopCase


class Snapshot(TopCase):
    def snapshot(self, *arguments):
        lines = self.run_top("--once", "--json", *arguments).stdout.splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def fill(self):
        """Five operations, of which one is being cancelled, one unconfirmed and one stopped; and one that ended."""
        self.start()
        self.call("cancellation/create", id="shared", labels={"team": "a"})
        for name in ("a", "b", "c", "d"):
            self.operation(name, token="shared" if name == "a" else None, requestId=7)
        self.operation("e", namespace="other", tool=None)
        self.operation("f")
        self.finish("f", outcome="succeeded")
        self.call("cancellation/cancel", id="b", reason="because\x1b[2J", requestedBy="ann")
        self.call("cancellation/cancel", id="c", mode="force", forceMs=0)
        self.call("cancellation/cancel", id="d")
        self.finish("d")
        await_condition(lambda: self.call("cancellation/status", id="c")["state"] == "expired", "the unconfirmed one")

    def test_its_numbers_are_exact(self):
        self.fill()
        seen = self.snapshot()
        self.assertEqual((seen["running"], seen["cancelling"], seen["unconfirmed"]), (4, 2, 1))
        head = self.call("server/info")["head"]
        self.assertEqual((seen["position"], seen["head"], seen["lag"]), (head, head, 0))
        self.assertEqual(seen["logId"], self.call("server/info")["logId"])
        self.assertEqual([row["id"] for row in seen["operations"]], ["a", "b", "c", "e"])
        self.assertEqual([row["id"] for row in seen["cancellations"]], ["b", "c"])
        self.assertEqual([row["id"] for row in seen["recent"]], ["d"])
        self.assertEqual(seen["totals"]["cancelled"], 3)
        self.assertEqual(seen["totals"]["unconfirmed"], 1)
        self.assertGreater(seen["cancelToStop"]["p50Ms"], 0)
        self.assertTrue(seen["daemon"]["connected"])

    def test_a_row_says_all_that_is_known(self):
        self.fill()
        seen = self.snapshot()
        a, b, c, e = seen["operations"]
        self.assertEqual((a["tool"], a["requestId"], a["parents"], a["state"], a["cancellation"]),
                         ("search", 7, [{"namespace": "default", "id": "shared"}], "active", None))
        self.assertEqual((e["namespace"], e["tool"]), ("other", None))
        self.assertEqual((b["state"], c["state"]), ("requested", "expired"))
        cancellation = b["cancellation"]
        self.assertEqual((cancellation["reason"], cancellation["requestedBy"], cancellation["mode"]),
                         ("because\x1b[2J", "ann", "graceful"))
        self.assertIsNotNone(cancellation["escalatesAt"])
        self.assertTrue(c["cancellation"]["unconfirmed"])
        recent = seen["recent"][0]["cancellation"]
        self.assertEqual(recent["outcome"], "stopped")
        self.assertGreater(recent["latencyMs"], 0)

    def test_filter_namespace_sort_and_limit(self):
        self.fill()
        names = lambda *arguments: [row["id"] for row in self.snapshot(*arguments)["operations"]]
        self.assertEqual(names("--namespace", "other"), ["e"])
        self.assertEqual(names("--filter", "state:unconfirmed"), ["c"])
        self.assertEqual(names("--filter", "!state:active tool:search"), ["b", "c"])
        self.assertEqual(names("--sort", "id", "--reverse"), ["e", "c", "b", "a"])
        self.assertEqual(names("--reverse"), ["e", "c", "b", "a"])
        self.assertEqual(names("--sort", "id", "--limit", "2"), ["a", "b"])
        self.assertEqual(self.snapshot("--namespace", "other")["running"], 4)

    def test_as_text_it_is_for_people(self):
        self.fill()
        text = self.run_top().stdout
        self.assertRegex(text, r"(?m)^cancel-top  canceld \S+, up ")
        self.assertIn("running 4   cancelling 2   unconfirmed 1!", text)
        self.assertIn("Running 4", text)
        self.assertRegex(text, r"(?m)^!  default +c +search .* expired")
        self.assertRegex(text, r"(?m)^ +default +b .*force in .* because\\x1b\[2J$")
        self.assertRegex(text, r"(?m)default +d +stopped")
        self.assertNotIn("\x1b", text)
        limited = self.run_top("--limit", "1").stdout
        self.assertIn("and 3 more; --limit", limited)
        self.assertIn("Running 1 of 4", self.run_top("--filter", "namespace:other").stdout)

    def test_an_empty_daemon(self):
        self.start()
        seen = self.snapshot()
        self.assertEqual((seen["running"], seen["position"], seen["operations"], seen["recent"]), (0, 0, [], []))
        self.assertIsNone(seen["cancelToStop"]["p50Ms"])
        self.assertIn("Running 0", self.run_top("--once").stdout)

    def test_a_question_that_is_lost_is_asked_again_in_time(self):
        self.fill()
        sockets = f"ipc://{self.folder}/run/canceld"
        for method in ("server/info", "operation/list", "stats/read"):
            with self.subTest(method), LosingWay(f"ipc://{self.folder}/way", f"{sockets}/command", method) as way:
                seen = self.snapshot("--timeout", "8s", "--command-endpoint", way.endpoint,
                                     "--event-endpoint", f"{sockets}/event")
                self.assertEqual(way.lost, 1)
                self.assertEqual(seen["running"], 4)
                self.assertEqual(seen["totals"]["cancelled"], 3)

    def test_many_operations_are_all_counted(self):
        self.start()
        for part in range(10):
            self.batch([("operation/start", {"id": f"{part}-{number}"}) for number in range(500)])
        seen = self.snapshot()
        self.assertEqual(seen["running"], 5_000)
        self.assertEqual(len(seen["operations"]), 1_000)
        self.assertEqual(len(self.snapshot("--limit", "100000")["operations"]), 5_000)


class Refusals(TopCase):
    def complaint(self, code, *arguments):
        done = self.run_top(*arguments, code=code)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"^cancel-top: .*\n$")
        return done.stderr

    def test_without_a_daemon_it_exits_3(self):
        for arguments in ([], ["--once"], ["--json"]):
            self.assertIn("no daemon", self.complaint(3, *arguments, "--timeout", "100ms"))

    def test_wrong_usage_exits_2_and_names_what_was_wrong(self):
        for arguments, named in ((["--sort", "size"], "size"), (["--filter", "state:asleep"], '"asleep"'),
                                 (["--filter", "cause:boredom"], '"boredom"'), (["--limit", "0"], "--limit"),
                                 (["--filter", "\udcff"], "UTF-8"), (["--namespace", "\udcff"], "UTF-8"),
                                 (["--namespace", ""], '"" is no namespace'), (["-n", "a\nb"], '"a\\nb"'),
                                 (["--nonsense"], "--nonsense"), (["word"], "word"), (["--timeout", "5"], "--timeout"),
                                 (["--command-endpoint", "nonsense"], "nonsense")):
            self.assertIn(named, self.complaint(2, *arguments))

    def test_help_version_and_completion(self):
        text = self.run_top("--help").stdout
        for word in ("--once", "--filter", "Examples:", "Exit codes:"):
            self.assertIn(word, text)
        self.assertRegex(self.run_top("--version").stdout, r"^cancel-top \d")
        for shell in ("bash", "zsh", "fish"):
            self.assertTrue(re.search("reverse", self.run_top("--completion", shell).stdout))


if __name__ == "__main__":
    unittest.main()
