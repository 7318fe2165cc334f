"""The real Prometheus scrapes a cancel-exporter: queries return what was done, alerts come and go, panels have data."""

import json
import os
import pathlib
import re
import signal
import subprocess
import unittest
from urllib.parse import urlsplit

import prometheus_server
from exporter_case import ExporterCase, await_condition

FILES = pathlib.Path(os.environ["CANCEL_MONITORING"])
MANUAL = FILES.parent.parent / "libcancel/doc/monitoring.md"
MISSING = prometheus_server.missing()


def promtool(*arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, cwd=FILES)
    assert done.returncode == 0, done.stdout + done.stderr


def dashboard():
    return json.loads((FILES / "grafana.json").read_text())


def expressions():
    """What the dashboard asks for, with its variables filled in."""
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace("$instance", ".*").replace("$__rate_interval", "1m")


def quick_rules():
    """The alerts, without the patience that suits a person."""
    return re.sub(r"^( +)for: .*$", r"\1for: 1s", (FILES / "alerts.yml").read_text(), flags=re.M)


@unittest.skipIf(MISSING, MISSING)
class Files(unittest.TestCase):
    def test_the_alerts_are_well_formed_and_come_when_they_should(self):
        promtool("check", "rules", FILES / "alerts.yml")
        promtool("test", "rules", FILES / "alerts_test.yml")

    def test_the_example_of_a_configuration_is_one(self):
        promtool("check", "config", FILES / "prometheus.yml")


class Manual(unittest.TestCase):
    def test_each_alert_has_a_section_of_the_manual(self):
        alerts = (FILES / "alerts.yml").read_text()
        sections = {heading.lower() for heading in re.findall(r"^#+ (\w+)$", MANUAL.read_text(), re.M)}
        names = re.findall(r"- alert: (\w+)", alerts)
        self.assertGreaterEqual(len(names), 9)
        self.assertEqual(re.findall(r'runbook: "monitoring.md#(\w+)"', alerts), [name.lower() for name in names])
        self.assertEqual({name.lower() for name in names} - sections, set())

    def test_each_alert_has_a_test(self):
        tested = (FILES / "alerts_test.yml").read_text()
        for name in re.findall(r"- alert: (\w+)", (FILES / "alerts.yml").read_text()):
            self.assertRegex(tested, rf"alertname: {name}\n\s+exp_alerts:")

    def test_the_dashboard_takes_its_data_source_from_a_variable(self):
        for panel in dashboard()["panels"]:
            for item in [panel, *panel["targets"]]:
                self.assertEqual(item["datasource"], {"type": "prometheus", "uid": "${datasource}"})
        places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard()["panels"]]
        self.assertEqual(len(places), len(set(places)))
        self.assertEqual(len({panel["id"] for panel in dashboard()["panels"]}), len(places))


@unittest.skipIf(MISSING, MISSING)
class Scraped(ExporterCase):
    def setUp(self):
        super().setUp()
        self.start("--set", "cancellation.force_timeout=1ms")
        self.exporter_running = self.follow()

    def scrape(self, rules=""):
        target = urlsplit(self.exporter_running.url).netloc
        prometheus = prometheus_server.Prometheus(self.folder / "prometheus", [target], rules)
        self.addCleanup(prometheus.close)
        prometheus.await_value(1, "canceld_up")
        return prometheus

    def some_of_everything(self):
        for number in range(7):
            self.cancelled_operation(f"a{number}")
        for number in range(3):
            self.cancelled_operation(f"b{number}", cause="timeout", mode="force", outcome="failed")
        self.call("operation/start", id="unconfirmed")
        self.call("cancellation/cancel", id="unconfirmed", mode="force")
        self.ctl("cancel", "nobody", code=1)

    def test_queries_return_what_was_done(self):
        prometheus = self.scrape()
        prometheus.await_value(0, "sum(canceld_cancellations_requested_total)")
        self.some_of_everything()
        prometheus.await_value(11, "sum(canceld_cancellations_requested_total)")
        prometheus.await_value(10, "sum(canceld_cancellations_completed_total)")
        outcomes = dict((labels["outcome"], value) for labels, value in
                        prometheus.query("sum by (outcome) (canceld_cancellations_completed_total) > 0"))
        self.assertEqual(outcomes, {"stopped": 7, "failed": 3})
        causes = dict((labels["cause"], value) for labels, value in
                      prometheus.query("sum by (cause) (canceld_cancellations_requested_total) > 0"))
        self.assertEqual(causes, {"user_requested": 8, "timeout": 3})
        prometheus.await_value(1, "canceld_cancellations_unconfirmed")
        prometheus.await_value(1, 'canceld_commands_rejected_total{name="CancellationTokenNotFound"}')
        increase = "sum(increase(canceld_cancellations_requested_total[1m]))"
        await_condition(lambda: prometheus.value(increase) > 5, "an increase")
        buckets = "sum by (le) (canceld_cancellation_completed_seconds_bucket)"
        median = prometheus.value(f"histogram_quantile(0.5, {buckets})")
        self.assertGreater(median, 0)
        self.assertLess(median, 10)
        self.assertGreater(prometheus.value("histogram_quantile(0.99, canceld_commit_seconds_bucket)"), 0)

    def test_a_daemon_that_is_killed_raises_an_alert_until_it_is_back(self):
        prometheus = self.scrape(quick_rules())
        self.assertNotIn("CanceldDown", prometheus.firing())
        self.stop(signal.SIGKILL)
        await_condition(lambda: "CanceldDown" in prometheus.firing(), "the alert")
        self.assertNotIn("CanceldExporterDown", prometheus.firing())
        self.start()
        await_condition(lambda: "CanceldDown" not in prometheus.firing(), "the end of the alert")

    def test_a_stop_that_nobody_confirms_raises_an_alert_until_somebody_does(self):
        prometheus = self.scrape(quick_rules())
        self.call("operation/start", id="stuck")
        self.call("cancellation/cancel", id="stuck", mode="force")
        await_condition(lambda: "CancellationUnconfirmed" in prometheus.firing(), "the alert")
        self.call("operation/finish", id="stuck", outcome="stopped")
        await_condition(lambda: "CancellationUnconfirmed" not in prometheus.firing(), "the end of the alert")

    def test_every_panel_of_the_dashboard_has_data(self):
        prometheus = self.scrape()
        prometheus.await_value(0, "sum(canceld_cancellations_requested_total)")
        self.some_of_everything()
        for title, expression in expressions():
            with self.subTest(panel=title, expression=expression):
                await_condition(lambda: prometheus.query(expression), f"data for {expression}")


if __name__ == "__main__":
    unittest.main()
