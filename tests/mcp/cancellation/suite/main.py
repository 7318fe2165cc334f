"""From the command line to the exit status."""

import json
import pathlib
import sys
import threading
import time

from . import columns, expected_failures, options, registry, report, runner
from .target import Target
from .verdicts import Unreachable, UsageError, Verdict


def main(arguments):
    try:
        return _run(options.parse(arguments))
    except UsageError as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    except Unreachable as error:
        print(f"run: no server to check: {error}", file=sys.stderr)
        return 3


def _run(chosen):
    checks = registry.chosen(chosen.only)
    if not checks:
        raise UsageError("no check has such a name; see --list")
    if chosen.list:
        print(report.listing(checks))
        return 0
    expected = _expected(chosen.expected_failures)
    with _Trace(chosen.trace) as trace, Target(chosen, trace) as target:
        spoken, silent = target.probe()
        results = runner.run(target, spoken, checks, expected, _Ticker(chosen))
    server = next(iter(spoken.values())).hello
    if chosen.json:
        print(report.json_text(report.document(results, silent, _server_info(server))))
    else:
        _print(chosen, results, silent)
    return 0 if results.good else 1


def _server_info(hello):
    return hello.get("serverInfo") or (hello.get("_meta") or {}).get("io.modelcontextprotocol/serverInfo") or {}


def _print(chosen, results, silent):
    print(report.table(results, _wants_colour(chosen, sys.stdout)))
    if chosen.measured:
        print("", *report.measured(results), sep="\n")
    print()
    for column, reason in silent.items():
        print(f"{column} is not spoken: {reason}")
    for entry in results.stale:
        print(f"{entry} is expected to fail ({entry.reason}), but it passes: remove it from the file")
    print(report.summary(results))


def _wants_colour(chosen, stream):
    return chosen.colour == "always" or (chosen.colour == "auto" and stream.isatty())


def _expected(path):
    if not path:
        return []
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    names = {check.id for check in registry.all_checks()}
    return expected_failures.parse(text, names, {column.name for column in columns.ALL}, path)


class _Ticker:
    """Shows on a terminal which check has just ended; says nothing elsewhere."""

    def __init__(self, chosen):
        self._shows = sys.stderr.isatty() and not chosen.json

    def __call__(self, check, column, outcome):
        if self._shows:
            mark = "" if outcome.verdict == Verdict.PASS else f" {outcome.verdict.value}"
            print(f"\r\033[K{check.id} {column}{mark}", end="", file=sys.stderr, flush=True)
            if check.id == registry.all_checks()[-1].id:
                print("\r\033[K", end="", file=sys.stderr, flush=True)


class _Trace:
    """Writes messages to a file, one line each: seconds, direction, message. Thread-safe."""

    def __init__(self, path):
        self._path = path
        self._file = None
        self._lock = threading.Lock()

    def __enter__(self):
        if not self._path:
            return None
        try:
            self._file = open(self._path, "w", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{self._path}: {error.strerror}") from error
        return self._write

    def __exit__(self, *_):
        if self._file:
            with self._lock:
                self._file.close()
                self._file = None

    def _write(self, direction, message):
        line = f"{time.monotonic():.4f} {direction} {json.dumps(message)}\n"
        with self._lock:
            if self._file:
                self._file.write(line)
                self._file.flush()
