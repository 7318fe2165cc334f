"""cancel-exporter against a real daemon: what was done is what it says, whatever is restarted meanwhile."""

import pathlib
import signal
import subprocess
import time
import unittest

from exporter_case import ExporterCase, await_condition, program, samples_in

REQUESTED = "canceld_cancellations_requested_total"
COMPLETED = "canceld_cancellations_completed_total"
MANUAL = pathlib.Path(__file__).resolve().parents[3] / "libcancel/doc/monitoring.md"
CANCELLED = 20_000  # more than it reads at once
HOSTILE = "enough\n\033[31m\u202e\"} 1\ncanceld_up 7 <script>"


class Counts(ExporterCase):
    def test_cancellations_are_counted_by_cause_mode_and_outcome(self):
        self.start()
        exporter = self.follow()
        for number in range(3):
            self.cancelled_operation(f"a{number}", reason=HOSTILE)
        self.cancelled_operation("b", outcome="failed", cause="timeout", mode="force")
        self.cancelled_operation("c", executed=False, outcome="succeeded")
        self.call("cancellation/create", id="idle")
        self.call("cancellation/cancel", id="idle", cause="superseded")
        exporter.await_position(self.head())
        self.assertEqual(exporter.value(REQUESTED, cause="user_requested", mode="graceful"), 4)
        self.assertEqual(exporter.value(REQUESTED, cause="timeout", mode="force"), 1)
        self.assertEqual(exporter.sum(REQUESTED), 6)
        self.assertEqual(exporter.value(COMPLETED, cause="user_requested", mode="graceful", outcome="stopped"), 3)
        self.assertEqual(exporter.value(COMPLETED, cause="user_requested", mode="graceful", outcome="succeeded"), 1)
        self.assertEqual(exporter.value(COMPLETED, cause="timeout", mode="force", outcome="failed"), 1)
        self.assertEqual(exporter.value(COMPLETED, cause="superseded", mode="graceful", outcome="nothing_running"), 1)
        self.assertEqual(exporter.sum(COMPLETED), 6)
        self.assertEqual(exporter.value("canceld_cancellation_executed_seconds_count", mode="graceful"), 3)
        self.assertEqual(exporter.value("canceld_cancellation_completed_seconds_count", mode="graceful"), 4)
        self.assertEqual(exporter.value("canceld_cancellation_stopping_seconds_count", mode="force"), 1)
        self.assertNotIn("canceld_up 7", exporter.text())

    def test_events_are_counted_since_the_log_began(self):
        self.start()
        for number in range(5):
            self.call("cancellation/create", id=f"t{number}")
        self.call("cancellation/create", id="short", ttlMs=0)
        exporter = self.follow()
        exporter.await_value(6, "canceld_events_total", type="TokenCreated")
        exporter.await_value(1, "canceld_tokens_expired_total")
        exporter.await_value(5, "canceld_tokens_active")
        self.assertEqual(exporter.sum(REQUESTED), 0)

    def test_what_runs_and_what_is_open_is_shown_as_of_now(self):
        self.start("--set", "cancellation.force_timeout=1ms")
        exporter = self.follow()
        self.call("operation/start", id="runs")
        self.call("operation/start", id="stuck", namespace="other-place")
        self.call("session/open", name="s", leaseMs=60000)
        self.call("cancellation/cancel", id="stuck", namespace="other-place", mode="force")
        exporter.await_value(1, "canceld_operations_running", namespace="default")
        exporter.await_value(1, "canceld_operations_running", namespace="other-place")
        exporter.await_value(1, "canceld_cancellations_open")
        exporter.await_value(1, "canceld_cancellations_unconfirmed")
        exporter.await_value(1, "canceld_unconfirmed_total")
        exporter.await_value(1, "canceld_sessions_open")
        self.assertGreater(exporter.value("canceld_operation_oldest_seconds"), 0)
        self.assertGreater(exporter.value("canceld_cancellation_oldest_seconds"), 0)
        self.call("operation/finish", id="stuck", namespace="other-place", outcome="stopped")
        exporter.await_value(0, "canceld_cancellations_open")
        exporter.await_value(0, "canceld_cancellations_unconfirmed")
        exporter.await_value(0, "canceld_operations_running", namespace="other-place")
        self.assertEqual(exporter.value("canceld_cancellation_oldest_seconds"), 0)

    def test_the_daemon_s_own_numbers_are_shown(self):
        self.start()
        exporter = self.follow()
        self.call("cancellation/create", id="t")
        for _ in range(3):
            self.ctl("cancel", "nobody", code=1)
        exporter.await_value(3, "canceld_commands_rejected_total", code="-31001", name="CancellationTokenNotFound")
        self.assertEqual(exporter.value("canceld_commands_rejected_total", code="-31008", name="StorageUnavailable"), 0)
        self.assertGreaterEqual(exporter.value("canceld_commit_seconds_count"), 1)
        samples = samples_in(exporter.text())
        self.assertEqual(samples[("canceld_commit_seconds_count", frozenset())],
                         samples[("canceld_commit_seconds_bucket", frozenset({("le", "+Inf")}))])
        self.assertEqual(exporter.value("canceld_log_bytes"), self.log.stat().st_size)
        self.assertEqual(exporter.value("canceld_log_wal_bytes"), self.log.with_name("cancel.db-wal").stat().st_size)
        self.assertGreater(exporter.value("canceld_log_filesystem_free_bytes"), 0)
        self.assertEqual(exporter.value("canceld_log_head_position"), self.head())
        self.assertEqual(exporter.value("canceld_observer_lag_events"), 0)
        self.assertEqual(exporter.value("canceld_build_info", version=self.call("server/info")["version"]), 1)

    def test_no_series_grows_with_tokens_reasons_or_namespaces(self):
        self.start()
        exporter = self.follow("--max-namespaces", 5)
        few = len(samples_in(exporter.text()))
        for first in range(0, 10_000, 500):
            self.batch([("operation/start", {"id": f"secret-{number}", "namespace": f"space{number % 50}",
                                             "tool": f"tool-{number}"}) for number in range(first, first + 500)])
        for number in range(0, 10_000, 100):
            self.call("cancellation/cancel", id=f"secret-{number}", namespace=f"space{number % 50}",
                      reason=f"secret-{HOSTILE}")
        exporter.await_value(10_000, "canceld_events_total", type="OperationStarted")
        exporter.await_position(self.head())
        text = exporter.text()
        for secret in ("secret", "tool-", "script"):
            self.assertNotIn(secret, text)
        running = {key: value for key, value in samples_in(text).items() if key[0] == "canceld_operations_running"}
        self.assertEqual(len(running), 6)
        self.assertEqual(sum(running.values()), 10_000)
        self.assertLess(len(samples_in(text)), few + 100)

    def test_promtool_finds_nothing_to_complain_about(self):
        self.start()
        exporter = self.follow()
        self.cancelled_operation("a")
        exporter.await_value(1, "canceld_events_total", type="CancellationCompleted")
        try:
            done = subprocess.run(["promtool", "check", "metrics"], input=exporter.text(), text=True,
                                  capture_output=True)
        except FileNotFoundError:
            self.skipTest("promtool is not installed (Debian: prometheus)")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_every_metric_is_listed_with_what_it_means(self):
        self.start()
        exporter = self.follow()
        self.cancelled_operation("a")
        exporter.await_value(1, "canceld_events_total", type="CancellationCompleted")
        listed = self.run_program(program("CANCEL_EXPORTER"), ["--list-metrics"]).stdout
        text = exporter.text()
        for line in listed.splitlines():
            name = line.split()[0].split("{")[0]
            self.assertIn(f"# HELP {name} ", text)
            self.assertIn(f"| `{name}` |", MANUAL.read_text())
        self.assertEqual(text.count("# HELP"), len(listed.splitlines()))


class Restarts(ExporterCase):
    def test_no_event_is_missed_over_restarts_of_the_daemon(self):
        self.start()
        exporter = self.follow()
        for number in range(4):
            self.cancelled_operation(f"before-{number}")
            self.stop(signal.SIGKILL if number % 2 else signal.SIGTERM)
            self.start()
            self.cancelled_operation(f"after-{number}")
        exporter.await_value(8, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        exporter.await_value(8, REQUESTED, cause="user_requested", mode="graceful")

    def test_a_daemon_that_is_away_is_said_to_be_so_at_once(self):
        self.start()
        exporter = self.follow()
        self.cancelled_operation("a")
        self.call("operation/start", id="runs")
        exporter.await_value(1, "canceld_operations_running", namespace="default")
        self.stop(signal.SIGKILL)
        exporter.await_value(0, "canceld_up")
        begun = time.monotonic()
        samples = samples_in(exporter.text())
        self.assertLess(time.monotonic() - begun, 2)
        self.assertEqual(samples[("canceld_operations_running", frozenset({("namespace", "default")}))], 1)
        self.assertEqual(exporter.get("healthz")[0], 200)
        status, _, why = exporter.get("readyz")
        self.assertEqual(status, 503)
        self.assertIn("no contact with the daemon", why)
        self.start()
        exporter.await_value(1, "canceld_up")
        exporter.await_value(1, "canceld_exporter_disconnects_total")
        await_condition(lambda: exporter.get("readyz")[0] == 200, "to be ready again")

    def test_a_daemon_that_hangs_is_away_and_holds_nobody_up(self):
        self.start()
        exporter = self.follow()
        self.daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        exporter.await_value(0, "canceld_up")
        begun = time.monotonic()
        exporter.text()
        exporter.running.process.terminate()
        self.assertEqual(exporter.running.wait(), 0)
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_consumer_keeps_its_counts_where_events_were_removed_before_it_read_them(self):
        self.start()
        exporter = self.follow("--consumer", "prometheus")
        self.cancelled_operation("a")
        exporter.await_value(1, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        exporter.running.interrupt()
        self.cancelled_operation("b")
        removed = self.head()
        self.call("cancellation/create", id="later")
        self.ctl("prune", "--before", str(removed + 1))
        self.assertGreater(self.call("server/info")["first"], removed)
        again = self.follow("--consumer", "prometheus")
        self.cancelled_operation("c")
        again.await_value(2, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")

    def test_an_exporter_waits_for_a_daemon_that_comes_later(self):
        exporter = self.exporter()
        self.assertEqual(exporter.value("canceld_up"), 0)
        self.assertIsNone(exporter.value("canceld_cancellations_open"))
        self.start()
        exporter.await_value(1, "canceld_up")

    def test_another_log_is_counted_from_its_first_event_on(self):
        self.start()
        exporter = self.follow()
        for number in range(3):
            self.cancelled_operation(f"a{number}")
        exporter.await_value(3, REQUESTED, cause="user_requested", mode="graceful")
        self.stop()
        for file in self.log.parent.iterdir():
            if file.is_file():
                file.unlink()
        self.start()
        self.cancelled_operation("b", cause="timeout")
        exporter.await_value(1, COMPLETED, cause="timeout", mode="graceful", outcome="stopped")
        exporter.await_value(0, REQUESTED, cause="user_requested", mode="graceful")
        exporter.await_value(1, "canceld_events_total", type="CancellationRequested")

    def test_a_consumer_goes_on_where_it_was_and_counts_nothing_twice(self):
        self.start()
        exporter = self.follow("--consumer", "prometheus")
        self.call("operation/start", id="long")
        self.call("cancellation/cancel", id="long", cause="resource_exhausted")
        self.cancelled_operation("a")
        exporter.await_value(1, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        exporter.running.process.send_signal(signal.SIGTERM)
        self.assertEqual(exporter.running.wait(), 0)
        self.cancelled_operation("b")
        self.call("operation/finish", id="long", outcome="stopped")
        again = self.follow("--consumer", "prometheus")
        again.await_value(2, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        again.await_value(1, COMPLETED, cause="resource_exhausted", mode="graceful", outcome="stopped")
        self.assertEqual(again.value("canceld_cancellation_completed_seconds_count", mode="graceful"), 3)

    def test_what_was_scraped_is_not_taken_back_by_a_consumer_that_is_killed(self):
        self.start()
        exporter = self.follow("--consumer", "prometheus")
        for round_ in range(3):
            self.cancelled_operation(f"a{round_}")
            exporter.await_value(2 * round_ + 1, REQUESTED, cause="user_requested", mode="graceful")
            exporter.running.process.kill()
            exporter.running.wait()
            self.cancelled_operation(f"b{round_}")
            exporter = self.exporter("--consumer", "prometheus")
            self.assertGreaterEqual(exporter.value(REQUESTED, cause="user_requested", mode="graceful"), 2 * round_ + 1)
            exporter.await_value(2 * round_ + 2, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")

    def test_what_was_shown_while_it_caught_up_is_not_taken_back_by_a_restart(self):
        self.start()
        exporter = self.follow("--consumer", "prometheus")
        exporter.running.interrupt()
        for first in range(0, CANCELLED, 500):
            ids = [f"w{number}" for number in range(first, first + 500)]
            for method, more in (("operation/start", {}), ("cancellation/cancel", {}),
                                 ("operation/finish", {"outcome": "stopped"})):
                self.batch([(method, {"id": id_, **more}) for id_ in ids])
        exporter = self.exporter("--consumer", "prometheus")
        await_condition(lambda: exporter.sum(REQUESTED) > 0, "it to begin to count")
        shown = exporter.sum(REQUESTED)
        self.daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        exporter.running.process.kill()
        exporter.running.wait()
        again = self.exporter("--consumer", "prometheus")
        self.assertGreaterEqual(again.sum(REQUESTED), shown)
        self.daemon.process.send_signal(signal.SIGCONT)
        again.await_value(CANCELLED, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        self.assertEqual(again.sum(REQUESTED), CANCELLED)

    def test_a_copy_of_the_log_that_was_put_back_is_counted_anew(self):
        self.start()
        self.cancelled_operation("a")
        self.ctl("backup", str(self.folder / "copy.db"))
        exporter = self.follow("--consumer", "prometheus")
        for number in range(5):
            self.cancelled_operation(f"b{number}")
        exporter.await_position(self.head())
        self.stop()
        for file in self.log.parent.iterdir():
            if file.is_file():
                file.unlink()
        (self.folder / "copy.db").rename(self.log)
        self.start()
        self.cancelled_operation("c")
        exporter.await_value(self.head(), "canceld_log_head_position")
        exporter.await_value(2, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")
        self.assertEqual(exporter.sum(REQUESTED), 2)

    def test_a_consumer_that_finds_another_log_counts_that_from_its_first_event_on(self):
        self.start()
        exporter = self.follow("--consumer", "prometheus")
        for number in range(3):
            self.cancelled_operation(f"a{number}")
        exporter.await_value(3, REQUESTED, cause="user_requested", mode="graceful")
        exporter.running.interrupt()
        self.stop()
        for file in self.log.parent.iterdir():
            if file.is_file():
                file.unlink()
        self.start()
        self.cancelled_operation("b", cause="timeout")
        again = self.follow("--consumer", "prometheus")
        again.await_value(1, COMPLETED, cause="timeout", mode="graceful", outcome="stopped")
        self.assertEqual(again.sum(REQUESTED), 1)

    def test_without_a_consumer_it_counts_from_now_on(self):
        self.start()
        self.cancelled_operation("a")
        exporter = self.follow()
        self.cancelled_operation("b")
        exporter.await_value(2, "canceld_events_total", type="CancellationCompleted")
        exporter.await_value(1, COMPLETED, cause="user_requested", mode="graceful", outcome="stopped")


if __name__ == "__main__":
    unittest.main()
