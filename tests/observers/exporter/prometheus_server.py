"""The real Prometheus, with a storage and a port of its own."""

import json
import pathlib
import shutil
import socket
import subprocess
import urllib.parse
import urllib.request

from exporter_case import PATIENCE, await_condition

LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def missing():
    """Why there is none; empty where there is one."""
    absent = [name for name in ("prometheus", "promtool") if shutil.which(name) is None]
    return f"{' and '.join(absent)} not installed (Debian: prometheus)" if absent else ""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Prometheus:
    """Scrapes `targets` (HOST:PORT) every second. close() ends it."""

    def __init__(self, folder, targets, rules=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        (self.folder / "rules.yml").write_text(rules)
        (self.folder / "prometheus.yml").write_text(json.dumps({  # JSON is YAML
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"] if rules else [],
            "scrape_configs": [{"job_name": "canceld", "static_configs": [{"targets": targets}]}]}))
        self.output = open(self.folder / "output", "w")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/data",
             f"--web.listen-address={self.url.removeprefix('http://')}", "--log.level=warn"],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT)
        await_condition(self._is_ready, lambda: "Prometheus: " + (self.folder / "output").read_text())

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "output").read_text())
        try:
            with LOCAL.open(f"{self.url}/-/ready", timeout=PATIENCE):
                return True
        except OSError:
            return False

    def _get(self, path, **parameters):
        with LOCAL.open(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=PATIENCE) as response:
            return json.load(response)["data"]

    def query(self, expression):
        """The vector: [(labels, value)]. An expression that is none raises urllib.error.HTTPError."""
        result = self._get("query", query=expression)["result"]
        return [(sample["metric"], float(sample["value"][1])) for sample in result]

    def value(self, expression):
        """Of the only series; None where there is none."""
        result = self.query(expression)
        assert len(result) <= 1, result
        return result[0][1] if result else None

    def await_value(self, expected, expression):
        await_condition(lambda: self.value(expression) == expected,
                        lambda: f"{expression} to be {expected}: it is {self.query(expression)}")

    def firing(self):
        return {alert["labels"]["alertname"] for alert in self._get("alerts")["alerts"] if alert["state"] == "firing"}
