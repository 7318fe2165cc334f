"""Whether what really came out is what a document shows.

In text, "…" stands for anything within a line, and a line that is only "…" for any number of lines. How many spaces stand
between two words does not matter: columns are as wide as what is in them.

In JSON, a text "…" stands for any value, and "…" inside a text for any part of it. Times stand for any time, uuids and
positions for any other; but one uuid or position of the document is always the same one of the run. Everything else must be
equal, with no member missing and none too many.
"""

import re

ANYTHING = "…"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
POSITIONS = {"position", "head", "next", "after"}
MEASURED = {"uptime_ms", "avg_cancellation_time_ms", "p50_cancellation_time_ms", "p99_cancellation_time_ms"}


class Mismatch(Exception):
    pass


def text_pattern(lines):
    """The regular expression of whole lines, each with its end."""
    return re.compile("".join(map(_line_pattern, lines)))


def normalised(text):
    """`text` as text_pattern() wants it: single spaces, none at a line's end."""
    return "".join(re.sub(r" +", " ", line).rstrip(" ") + "\n" for line in text.splitlines())


def _line_pattern(line):
    if line.strip() == ANYTHING:
        return r"(?:.*\n)*"
    line = normalised(line).rstrip("\n")
    return ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n"


class JsonExpectation:
    """Compares values of one document with those of one run, and remembers what was called what."""

    def __init__(self):
        self._actual = {}  # what the document shows -> what it was in this run

    def real(self, value, key=None):
        """A request of the document with what it is to be in this run."""
        if isinstance(value, dict):
            return {name: self.real(member, name) for name, member in value.items()}
        if isinstance(value, list):
            return [self.real(item) for item in value]
        return self._actual.get(self._name(value, key), value)

    def check(self, expected, actual, where="", key=None):
        if expected == ANYTHING:
            return
        if isinstance(expected, dict) and isinstance(actual, dict):
            self._check_members(expected, actual, where)
        elif isinstance(expected, list) and isinstance(actual, list):
            self._check_items(expected, actual, where)
        elif not self._same_value(expected, actual, key):
            raise Mismatch(f"{where or 'the whole'}: it is {actual!r}, the document says {expected!r}")

    def matches(self, expected, actual):
        """The same without learning from what does not fit."""
        before = dict(self._actual)
        try:
            self.check(expected, actual)
            return True
        except Mismatch:
            self._actual = before
            return False

    def _check_members(self, expected, actual, where):
        missing, unexpected = expected.keys() - actual.keys(), actual.keys() - expected.keys()
        if missing or unexpected:
            raise Mismatch(f"{where or 'the whole'}: {sorted(missing)} only in the document, {sorted(unexpected)} only in "
                           f"what came: {actual}")
        for name, member in expected.items():
            self.check(member, actual[name], f"{where}.{name}", name)

    def _check_items(self, expected, actual, where):
        if len(expected) != len(actual):
            raise Mismatch(f"{where}: {len(actual)} items instead of {len(expected)}: {actual}")
        for index, (one, other) in enumerate(zip(expected, actual)):
            self.check(one, other, f"{where}[{index}]")

    def _same_value(self, expected, actual, key):
        if key in MEASURED:
            return _is_number(expected) and _is_number(actual)
        name = self._name(expected, key)
        if name is not None:
            return self._name(actual, key) is not None and self._actual.setdefault(name, actual) == actual
        if isinstance(expected, str) and isinstance(actual, str):
            return _same_text(expected, actual)
        return type(expected) is type(actual) and expected == actual

    @staticmethod
    def _name(value, key):
        """Under what a value of the document is remembered, if it is of a kind that differs from run to run."""
        if key in POSITIONS and _is_number(value) and value > 0:
            return "position", value
        if key in ("cursor", "nextCursor") and isinstance(value, str):
            return "cursor", value
        if isinstance(value, str) and UUID.fullmatch(value):
            return "uuid", value
        return None


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_text(expected, actual):
    if TIME.fullmatch(expected) and TIME.fullmatch(actual):
        return True
    return re.fullmatch(".*".join(map(re.escape, expected.split(ANYTHING))), actual, re.DOTALL) is not None
