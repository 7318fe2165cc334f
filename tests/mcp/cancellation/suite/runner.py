"""Runs the checks in each column and collects the verdicts."""

import dataclasses
import time

from . import expected_failures
from .context import Context
from .verdicts import Failure, NotApplicable, Skipped, Unreachable, Verdict


@dataclasses.dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    reason: str = ""
    seconds: float = 0.0


@dataclasses.dataclass
class Results:
    columns: list
    checks: list  # those that apply to one of the columns
    outcomes: dict  # (check id, column name) -> Outcome
    stale: list

    def of(self, check, column):
        return self.outcomes.get((check.id, column.name))

    def count(self, verdict):
        return sum(1 for outcome in self.outcomes.values() if outcome.verdict == verdict)

    @property
    def good(self):
        return not self.stale and not self.count(Verdict.FAIL)


def run(target, spoken, checks, expected, on_outcome=lambda *_: None):
    """`spoken` maps the columns to their features. `on_outcome(check, column, outcome)` hears of each verdict."""
    columns = list(spoken)
    checks = [check for check in checks if any(check.applies(column) for column in columns)]
    outcomes = {}
    for check in checks:
        for column in columns:
            if check.applies(column):
                outcome = _expected(_run_one(target, column, spoken[column], check), check, column, expected)
                outcomes[check.id, column.name] = outcome
                on_outcome(check, column, outcome)
    words = {place: _word(outcome.verdict) for place, outcome in outcomes.items()}
    return Results(columns, checks, outcomes, expected_failures.stale(expected, words))


def _run_one(target, column, features, check):
    began = time.monotonic()
    verdict, reason = Verdict.PASS, ""
    context = Context(target, column, features)
    try:
        reason = check.run(context) or ""
        context.verify()
    except (Failure, Unreachable) as failure:
        verdict, reason = Verdict.FAIL, str(failure)
    except NotApplicable as why:
        verdict, reason = Verdict.NOT_APPLICABLE, str(why)
    except Skipped as why:
        verdict, reason = Verdict.SKIP, str(why)
    except (LookupError, TypeError, ValueError, AttributeError, OSError) as error:
        # Most likely the server sent what no check is prepared for.
        verdict, reason = Verdict.FAIL, f"{type(error).__name__} in the check: {error}"
    finally:
        context.close()
    return Outcome(verdict, reason, time.monotonic() - began)


def _expected(outcome, check, column, entries):
    if outcome.verdict == Verdict.FAIL:
        for entry in entries:
            if entry.covers(check.id, column.name):
                return Outcome(Verdict.KNOWN, f"{entry.reason} ({outcome.reason})", outcome.seconds)
    return outcome


def _word(verdict):
    return {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.KNOWN: "failed"}.get(verdict, "not run")
