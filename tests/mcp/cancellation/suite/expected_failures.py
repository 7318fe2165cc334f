"""A file of check ids that are known to fail, each with a reason. An entry that is no longer true fails the run."""

import dataclasses

from .verdicts import UsageError


@dataclasses.dataclass(frozen=True)
class Entry:
    check: str
    column: str | None  # None: in every column
    reason: str

    def covers(self, check, column):
        return self.check == check and self.column in (None, column)

    def __str__(self):
        return self.check + (f"@{self.column}" if self.column else "")


def parse(text, known_checks, known_columns, source="expected failures"):
    """One entry a line: CHECK or CHECK@COLUMN, white space, the reason. # begins a comment line."""
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, _, reason = line.partition(" ")
        identity, _, column = name.partition("@")
        if identity not in known_checks:
            raise UsageError(f"{source}:{number}: there is no check {identity!r}")
        if column and column not in known_columns:
            raise UsageError(f"{source}:{number}: there is no column {column!r}")
        if not reason.strip():
            raise UsageError(f"{source}:{number}: {name} has no reason")
        entries.append(Entry(identity, column or None, reason.strip()))
    return entries


def stale(entries, outcomes):
    """Entries whose check ran in a column that they cover, and failed in none of these.

    `outcomes` maps (check, column) to a word: "failed", "passed" or anything else for what did not run."""
    found = []
    for entry in entries:
        words = [word for (check, column), word in outcomes.items() if entry.covers(check, column)]
        if "passed" in words and "failed" not in words:
            found.append(entry)
    return found
