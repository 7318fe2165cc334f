"""A real daemon, and a cancel-exporter that follows it."""

import pathlib
import re
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from tools_case import PATIENCE, ToolsCase, await_condition, program  # noqa: E402

SAMPLE = re.compile(r'(\w+)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def samples_in(text):
    """{(name, labels as a frozenset of pairs): value}; each series must be there once."""
    samples = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = SAMPLE.fullmatch(line).groups()
        key = (name, frozenset(LABEL.findall(labels or "")))
        assert key not in samples, f"twice: {line}"
        samples[key] = float(value)
    return samples


class Exporter:
    def __init__(self, running):
        self.running = running
        await_condition(lambda: running.out or running.process.poll() is not None, "the exporter")
        match = re.fullmatch(r"cancel-exporter ready: (http://\S+/)metrics", (running.out or [""])[0])
        assert match, f"it says {running.out}, {running.err}"
        self.url = match.group(1)

    def get(self, path, method="GET", **headers):
        """Status, headers and text of a page."""
        request = urllib.request.Request(self.url + path.lstrip("/"), method=method, headers=headers)
        try:
            with LOCAL.open(request, timeout=PATIENCE) as response:
                return response.status, response.headers, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read().decode()

    def text(self):
        status, _, text = self.get("metrics")
        assert status == 200, text
        return text

    def value(self, name, /, **labels):
        """Of one series; None where it is not there."""
        return samples_in(self.text()).get((name, frozenset(labels.items())))

    def sum(self, name, /, **labels):
        """Of all series of that name that have these labels."""
        wanted = frozenset(labels.items())
        return sum(value for (found, has), value in samples_in(self.text()).items() if found == name and wanted <= has)

    def await_value(self, expected, name, /, **labels):
        await_condition(lambda: self.value(name, **labels) == expected,
                        lambda: f"{name}{labels} to be {expected}: it is {self.value(name, **labels)}")

    def await_position(self, position):
        """Until it has read everything up to there."""
        await_condition(lambda: (self.value("canceld_observer_position") or 0) >= position, f"position {position}")


class ExporterCase(ToolsCase):
    def exporter(self, *arguments, listen="127.0.0.1:0"):
        return Exporter(self.begin("CANCEL_EXPORTER", "--listen", listen, *arguments))

    def follow(self, *arguments):
        """An exporter that has begun to count."""
        exporter = self.exporter(*arguments)
        await_condition(lambda: exporter.get("readyz")[0] == 200, "the exporter to be ready")
        return exporter

    def head(self):
        return self.call("server/info")["head"]

    def refusal(self, code, *arguments):
        """The one sentence with which the exporter ends."""
        done = self.run_program(program("CANCEL_EXPORTER"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        return lines[0].removeprefix("cancel-exporter: ")

    # What happens.

    def cancelled_operation(self, name, outcome="stopped", executed=True, **cancel):
        self.call("operation/start", id=name, tool="search")
        self.call("cancellation/cancel", id=name, **cancel)
        if executed:
            self.call("operation/executed", id=name)
        self.call("operation/finish", id=name, outcome=outcome)
