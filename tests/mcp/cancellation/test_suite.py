#!/usr/bin/env -S python3 -B
"""Each check passes a server that is good, and detects the fault that it is there for."""

import os
import pathlib
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from suite import options, registry, runner  # noqa: E402
from suite.columns import ALL, LEGACY_HTTP, LEGACY_STDIO, MODERN_HTTP, MODERN_STDIO  # noqa: E402
from suite.target import Target  # noqa: E402
from suite.verdicts import Verdict  # noqa: E402

SERVE = str(FOLDER / "fakes" / "serve")


# Seconds that a server may take to answer. A check that misses something waits so long.
SHORT = float(os.environ.get("PATIENCE", "3"))
LONG = 10 * SHORT


def outcomes(column, patterns, patience, faults=(), *more):
    """Runs checks against the fake server: {check id: outcome}."""
    server = [sys.executable, "-B", SERVE, *faults]
    where = ["--stdio", *server] if column.transport == "stdio" else \
        ["--start-http", " ".join([*server, "--http"])]
    chosen = options.parse(["--preset", "demo", "--era", column.era.name, "--pace", "0.4", "--patience",
                            str(patience), *more, *where])
    with Target(chosen) as target:
        spoken, _ = target.probe()
        results = runner.run(target, spoken, registry.chosen(patterns), [])
    return {check: outcome for (check, _), outcome in results.outcomes.items()}


class GoodServer(unittest.TestCase):
    """A fault that is always found is no finding."""

    def check_all(self, column):
        found = outcomes(column, (), LONG)
        self.assertGreater(len(found), 10)
        self.assertEqual({name: outcome.reason for name, outcome in found.items()
                          if outcome.verdict != Verdict.PASS}, {})


class Faults(unittest.TestCase):
    def detects(self, column, check, fault, reason):
        """Where it is found for another reason, the machine may only have been slow: more patience tells."""
        for patience in (SHORT, LONG):
            outcome = outcomes(column, [check], patience, fault.split())[check]
            if outcome.verdict == Verdict.FAIL and reason in outcome.reason:
                break
        self.assertEqual(outcome.verdict, Verdict.FAIL, outcome.reason)
        self.assertIn(reason, outcome.reason)


# (column, check, fault, what the reason says)
FAULTS = [
    (LEGACY_STDIO, "id-zero", "zero-uncancellable", "0 of 1 cancelled calls of coop stopped"),
    (MODERN_STDIO, "id-empty", "zero-uncancellable", "0 of 1 cancelled calls of coop stopped"),
    (LEGACY_STDIO, "id-one", "answers-cancelled", "yet answered with error 0"),
    (LEGACY_HTTP, "id-one", "answers-cancelled", "yet answered with error 0"),
    (LEGACY_STDIO, "id-beyond-double", "rounds-ids", "0 of 1 cancelled calls of coop stopped"),
    (LEGACY_STDIO, "id-types-differ", "merges-ids", ""),
    (MODERN_STDIO, "id-types-differ", "merges-ids", ""),
    (LEGACY_STDIO, "id-other-type", "merges-ids", 'was stopped by a cancel of "7"'),
    (LEGACY_STDIO, "silence-slow", "late-result", "after the cancel"),
    (LEGACY_STDIO, "silence-stubborn", "late-progress", "progress"),
    (MODERN_STDIO, "silence-stubborn", "late-progress", "progress"),
    (LEGACY_HTTP, "silence-stubborn", "late-progress late-result stream-stays-open", "after the cancel"),
    (LEGACY_STDIO, "progress-of-others", "stops-all", "was not answered"),
    (LEGACY_STDIO, "race-one-chunk", "late-registration", "yet answered with a result"),
    (LEGACY_STDIO, "race-id-reused", "queued-cancel", "the new request was not answered"),
    (MODERN_STDIO, "race-id-reused-at-once", "queued-cancel", "the new request was not answered"),
    (LEGACY_STDIO, "race-result", "slow-cancel", "after the fence"),
    (LEGACY_STDIO, "race-result", "answers-twice", "2 times"),
    (LEGACY_STDIO, "initialize-uncancellable", "cancels-initialize", "was not answered"),
    (MODERN_STDIO, "discover-cancelled", "discover-answered-late", "after the fence"),
    (LEGACY_STDIO, "storm", "stops-all", "that nobody cancelled were not answered"),
    (MODERN_HTTP, "storm", "close-ignored", "of 300 cancelled calls of coop stopped"),
    (LEGACY_STDIO, "late-cancel", "answers-unknown", "answered 2 times"),
    (LEGACY_STDIO, "duplicate-cancel", "answers-unknown", "and yet answered with error -32600"),
    (LEGACY_STDIO, "unknown-cancel", "answers-unknown", "answered an id that was never used"),
    (LEGACY_STDIO, "malformed-null", "dies-on-malformed", "the server ended with 70"),
    (MODERN_STDIO, "malformed-missing", "dies-on-malformed", "the server ended with 70"),
    (LEGACY_HTTP, "malformed-object", "dies-on-malformed", ""),
    (LEGACY_STDIO, "malformed-float", "answers-malformed", "error -32602 and no id"),
    (LEGACY_STDIO, "malformed-bool", "answers-malformed", "error -32602 and no id"),
    (LEGACY_STDIO, "malformed-params", "answers-malformed", "error -32602 and no id"),
    (LEGACY_STDIO, "malformed-no-params", "answers-malformed", "error -32602 and no id"),
    (LEGACY_STDIO, "malformed-reason", "answers-unknown", "answered an id that was never used"),
    (LEGACY_STDIO, "huge-reason", "answers-unknown", "answered an id that was never used"),
    (LEGACY_STDIO, "extra-fields", "strict-fields", "yet answered with a result"),
    (MODERN_STDIO, "cancel-without-meta", "needs-meta", "yet answered with a result"),
    (MODERN_HTTP, "posted-cancel-ignored", "posted-cancel-works", "was not answered"),
    (LEGACY_STDIO, "reads-while-working", "serial", "was not answered"),
    (LEGACY_STDIO, "cancel-never-waits", "serial", ""),
    (LEGACY_STDIO, "really-stops", "never-stops", "0 of 1 cancelled calls of coop stopped"),
    (LEGACY_HTTP, "really-stops", "never-stops", "0 of 1 cancelled calls of coop stopped"),
    (MODERN_HTTP, "close-is-cancel", "close-ignored", "0 of 1 cancelled calls of coop stopped"),
    (LEGACY_STDIO, "stopped-is-freed", "slows-down", "after 400 cancelled calls"),
    (LEGACY_STDIO, "eof-exits", "ignores-eof", "still runs 2 s after the end of its input"),
    (LEGACY_STDIO, "sigterm-exits", "ignores-sigterm", "still runs 2 s after SIGTERM"),
    (LEGACY_STDIO, "cancel-ends-child", "leaves-child", "child processes still run"),
    (LEGACY_STDIO, "eof-leaves-no-child", "leaves-child", "child processes still run"),
    (MODERN_STDIO, "sigterm-leaves-no-child", "leaves-child", "child processes still run"),
    (LEGACY_STDIO, "late-cancel", "chatters", "sent what is not a message: 'starting up'"),
    (LEGACY_HTTP, "http-cancel-accepted", "accepts-with-200", "HTTP 200"),
    (LEGACY_HTTP, "http-stream-ends", "stream-stays-open", "still open 2 s after the cancel"),
    (LEGACY_HTTP, "http-resumed-stream-ends", "resumed-hangs", "still open after 2 s"),
    (LEGACY_HTTP, "http-disconnect-is-no-cancel", "disconnect-cancels", "the loss of the connection stopped the tool"),
    (LEGACY_HTTP, "http-sessions-apart", "sessions-mixed", ""),
    (LEGACY_HTTP, "http-unknown-session", "any-session", "HTTP 202 instead of 404"),
    (MODERN_HTTP, "close-harms-no-other", "close-cancels-by-id", "was not answered"),
    (MODERN_HTTP, "close-before-anything", "close-ignored", "ran to its end"),
    (MODERN_HTTP, "race-result-closing", "dies-on-close", "cannot connect"),
    (MODERN_HTTP, "http-get-and-delete", "get-allowed", "HTTP 200 instead of 405 in response to GET"),
    (MODERN_HTTP, "no-resumption", "modern-event-ids", "event ids"),
    (MODERN_STDIO, "listen-cancelled", "listen-answered", "and yet answered"),
    (MODERN_STDIO, "server-cancels-only-listens", "server-cancels", "notifications/cancelled"),
    (LEGACY_STDIO, "task-cancel", "task-completes-anyway", "the cancelled task is completed later"),
    (LEGACY_STDIO, "task-work-stops", "task-only-marked", "0 of 1 cancelled calls"),
    (LEGACY_STDIO, "task-cancel-twice", "task-cancel-repeats", "tasks/cancel succeeded instead of error -32602"),
    (LEGACY_HTTP, "task-not-by-notification", "task-by-notification", "the task is cancelled"),
    (MODERN_HTTP, "task-cancel-acknowledged", "task-cancel-refused", "answered with error -32602"),
    (MODERN_STDIO, "task-work-stops-modern", "task-only-marked", "0 of 1 cancelled calls"),
    (MODERN_STDIO, "task-cancel-refused", "task-undeclared", "tasks/cancel succeeded instead of error -32021"),
    (MODERN_STDIO, "task-not-by-notification-modern", "task-by-notification", "the task is cancelled"),
]


def _named(text):
    return text.replace("-", "_").replace(" ", "_and_")


def _add_tests():
    for column in ALL:
        setattr(GoodServer, f"test_{_named(column.name)}", lambda self, column=column: self.check_all(column))
        cases = {}
        for place, check, fault, reason in FAULTS:
            if place == column:
                cases[f"test_{_named(check)}_detects_{_named(fault)}"] = \
                    lambda self, c=check, f=fault, r=reason, p=place: self.detects(p, c, f, r)
        name = "Faults" + "".join(part.capitalize() for part in column.name.split("-"))
        globals()[name] = type(name, (Faults,), cases)


class Coverage(unittest.TestCase):
    def test_every_check_is_shown_to_detect_something(self):
        # These share their function with a check of which that is shown.
        twins = {"id-text-one", "id-negative", "id-int64-max", "id-long", "id-unicode"}
        shown = {check for _, check, _, _ in FAULTS}
        self.assertEqual({check.id for check in registry.all_checks()} - shown - twins, set())


_add_tests()

if __name__ == "__main__":
    unittest.main()
