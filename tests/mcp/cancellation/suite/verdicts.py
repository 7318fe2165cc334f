"""What a check may end in, and the errors that end the whole run."""

import enum


class Verdict(enum.Enum):
    PASS = "pass"
    FAIL = "FAIL"
    NOT_APPLICABLE = "n/a"
    SKIP = "skip"
    KNOWN = "known"  # it failed, and the file of expected failures says so


class Failure(Exception):
    """The server broke the rule. The text says how."""


class NotApplicable(Exception):
    """The server does not declare the feature that the rule is about."""


class Skipped(Exception):
    """The rule applies, but nothing that the suite was given shows whether it is kept."""


class UsageError(Exception):
    """The command line or a file named by it makes no sense: exit 2."""


class Unreachable(Exception):
    """The server could not be started or reached: exit 3."""
