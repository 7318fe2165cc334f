"""The table for people and the document for programs."""

import json

from .verdicts import Verdict

_COLOURS = {Verdict.PASS: "32", Verdict.FAIL: "1;31", Verdict.NOT_APPLICABLE: "2", Verdict.SKIP: "33",
            Verdict.KNOWN: "35"}
_NOT_THERE = "-"  # the check does not apply to this column


def _painted(text, verdict, colour):
    return f"\033[{_COLOURS[verdict]}m{text}\033[0m" if colour and verdict else text


def table(results, colour=False):
    """One row a check; below a row that is not plainly passed, a line for each reason."""
    names = [column.name for column in results.columns]
    width = max([len("check")] + [len(check.id) for check in results.checks])
    widths = [max(len(name), 5) for name in names]
    lines = ["  ".join([f"{'check':{width}}", *(f"{n:{w}}" for n, w in zip(names, widths))]).rstrip()]
    for check in results.checks:
        cells, reasons = [f"{check.id:{width}}"], {}
        for column, cell_width in zip(results.columns, widths):
            outcome = results.of(check, column)
            text = outcome.verdict.value if outcome else _NOT_THERE
            cells.append(_painted(text, outcome and outcome.verdict, colour) + " " * (cell_width - len(text)))
            if outcome and outcome.reason:
                reasons.setdefault((outcome.verdict, outcome.reason), []).append(column.name)
        lines.append("  ".join(cells).rstrip())
        lines += _reason_lines(reasons, names)
    return "\n".join(lines)


def _reason_lines(reasons, names):
    ran = {name for places in reasons.values() for name in places}
    for (verdict, reason), places in reasons.items():
        where = "" if len(names) == 1 or (len(reasons) == 1 and len(places) == len(ran) > 1) else \
            ", ".join(places) + ": "
        if verdict != Verdict.PASS:
            yield f"    {where}{reason}"


def measured(results):
    """The remarks of checks that passed: what they measured."""
    for check in results.checks:
        for column in results.columns:
            outcome = results.of(check, column)
            if outcome and outcome.verdict == Verdict.PASS and outcome.reason:
                yield f"{check.id} {column.name}: {outcome.reason}"


def summary(results):
    parts = [f"{results.count(verdict)} {word}" for verdict, word in (
        (Verdict.PASS, "passed"), (Verdict.FAIL, "failed"), (Verdict.KNOWN, "failed as expected"),
        (Verdict.NOT_APPLICABLE, "not applicable"), (Verdict.SKIP, "skipped"))
        if results.count(verdict) or verdict in (Verdict.PASS, Verdict.FAIL)]
    return ", ".join(parts)


def document(results, silent, server):
    """The whole result, for json.dumps()."""
    return {
        "server": server,
        "columns": [column.name for column in results.columns],
        "notSpoken": {column.name: reason for column, reason in silent.items()},
        "checks": [{"id": check.id, "title": check.title, "rule": check.rule, "results": {
            column.name: {"verdict": outcome.verdict.value, "reason": outcome.reason,
                          "seconds": round(outcome.seconds, 3)}
            for column in results.columns if (outcome := results.of(check, column))}} for check in results.checks],
        "summary": {verdict.value: results.count(verdict) for verdict in Verdict},
        "staleExpectedFailures": [str(entry) for entry in results.stale],
        "good": results.good,
    }


def json_text(value):
    return json.dumps(value, indent=2, ensure_ascii=False)


def listing(checks):
    """All checks with their titles, columns and rules."""
    lines = []
    for check in checks:
        lines += [f"{check.id}  [{' '.join(column.name for column in check.columns)}]",
                  f"    {check.title}", f"    {check.rule}"]
    return "\n".join(lines)
