"""cancel-exporter as a program: its command line, its files, its pages."""

import http.client
import json
import signal
import unittest
from urllib.parse import urlsplit

from exporter_case import ExporterCase, program

COMPLETED = "canceld_cancellations_completed_total"


class Program(ExporterCase):
    def test_it_ends_with_a_signal_and_without_an_error(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            exporter = self.exporter()
            exporter.running.process.send_signal(number)
            self.assertEqual(exporter.running.wait(), 0)
            self.assertEqual(exporter.running.err, [])

    def test_what_it_can_not_do_is_said_in_one_sentence(self):
        exporter = self.exporter("--consumer", "one")
        port = urlsplit(exporter.url).port
        self.assertIn(str(port), self.refusal(1, "--listen", f"127.0.0.1:{port}"))
        self.assertIn("another cancel-exporter", self.refusal(1, "--listen", ":0", "--consumer", "one"))
        self.assertIn("'nowhere'", self.refusal(2, "--listen", "nowhere"))
        self.assertIn("IPv6", self.refusal(2, "--listen", "::1:80"))
        self.assertIn("../x", self.refusal(2, "--consumer", "../x"))
        self.assertIn("many", self.refusal(2, "--max-namespaces", "many"))
        self.assertEqual(self.refusal(2, "--timeout", "0"), "--timeout: in no time no daemon can answer")
        self.assertIn("10000", self.refusal(2, "--max-namespaces", "1000000"))
        self.assertIn("--namespace", self.refusal(2, "--namespace", "x"))
        self.refusal(2, "--command-endpoint", "nonsense")

    def test_what_was_kept_and_is_damaged_is_left_as_it_is(self):
        folder = self.folder / "state/canceld/exporter"
        folder.mkdir(parents=True)
        for content in ("", "{", '{"format":1}', '{"format":2,"logId":"x"}', "[]", "null"):
            (folder / "one.json").write_text(content)
            self.assertIn("one.json is damaged", self.refusal(2, "--listen", ":0", "--consumer", "one"))
            self.assertEqual((folder / "one.json").read_text(), content)

    def test_what_can_not_be_read_is_named(self):
        kept = self.folder / "state/canceld/exporter/one.json"
        kept.mkdir(parents=True)
        self.assertIn(str(kept), self.refusal(1, "--listen", ":0", "--consumer", "one"))

    def test_counts_that_can_not_be_kept_are_shown_all_the_same(self):
        self.start()
        exporter = self.follow("--consumer", "one")
        (self.folder / "state/canceld/exporter/one.json.next").unlink(missing_ok=True)
        (self.folder / "state/canceld/exporter/one.json.next").mkdir()
        self.cancelled_operation("a")
        exporter.await_value(1, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        self.assertGreater(exporter.value("canceld_exporter_errors_total", what="keep"), 0)
        self.assertEqual(len(exporter.running.err), 1)
        self.assertIn("not kept", exporter.running.err[0])

    def test_help_has_examples_and_each_shell_a_completion(self):
        done = self.run_program(program("CANCEL_EXPORTER"), ["--help"])
        self.assertEqual(done.returncode, 0)
        self.assertIn("Examples:\n", done.stdout)
        self.assertNotIn("--json", done.stdout)
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("consumer", self.run_program(program("CANCEL_EXPORTER"), ["--completion", shell]).stdout)
        version = self.run_program(program("CANCEL_EXPORTER"), ["--version"]).stdout
        self.assertRegex(version, r"^cancel-exporter \d+\.\d+\.\d+\n$")


class Pages(ExporterCase):
    def test_the_pages_are_what_the_manual_says(self):
        self.start()
        exporter = self.follow()
        status, headers, text = exporter.get("metrics")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
        self.assertTrue(text.endswith("\n"))
        self.assertIn('<a href="/metrics">', exporter.get("/")[2])
        self.assertEqual(exporter.get("healthz")[2], "ok\n")
        self.assertEqual(json.loads(exporter.get("readyz", Accept="application/json")[2]), {"status": "ready"})
        self.assertEqual(exporter.get("nothing")[0], 404)
        status, headers, _ = exporter.get("metrics", "POST")
        self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))
        status, headers, text = exporter.get("metrics", "HEAD")
        self.assertEqual((status, text), (200, ""))

    def test_on_this_machine_alone_a_foreign_host_is_refused(self):
        self.assertEqual(self.exporter().get("metrics", Host="evil.example")[0], 403)
        self.assertEqual(self.exporter(listen="0.0.0.0:0").get("metrics", Host="prometheus.example:9470")[0], 200)

    def test_it_listens_on_ipv6_and_says_so(self):
        try:
            exporter = self.exporter(listen="[::1]:0")
        except AssertionError as error:
            self.skipTest(f"there is no IPv6 here: {error}")
        self.assertRegex(exporter.url, r"^http://\[::1\]:\d+/$")
        self.assertEqual(exporter.get("healthz")[0], 200)

    def test_many_scrapers_at_once_are_all_answered(self):
        self.start()
        exporter = self.follow("--consumer", "one")
        where = urlsplit(exporter.url)
        connections = [http.client.HTTPConnection(where.hostname, where.port, timeout=20) for _ in range(30)]
        for _ in range(3):
            for connection in connections:
                connection.request("GET", "/metrics")
            for connection in connections:
                response = connection.getresponse()
                self.assertIn("canceld_up 1\n", response.read().decode())
        for connection in connections:
            connection.close()


if __name__ == "__main__":
    unittest.main()
