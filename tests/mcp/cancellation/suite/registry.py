"""The list of all checks, in the order of the table."""

import dataclasses
import fnmatch
import importlib
import typing

THEMES = ("ids", "silence", "races", "storm", "ignored", "stopping", "process", "http_legacy", "http_modern",
          "listening", "tasks")


@dataclasses.dataclass(frozen=True)
class Check:
    id: str
    title: str  # a sentence: what holds when the check passes
    rule: str  # where that is written, and with which word
    columns: tuple
    run: typing.Callable  # takes a Context; may return a short remark

    def applies(self, column):
        return column in self.columns


_checks = {}


def check(identity, title, rule, columns):
    """Registers the decorated function as a check."""
    def register(function):
        assert identity not in _checks, identity
        _checks[identity] = Check(identity, title, rule, tuple(columns), function)
        return function
    return register


def all_checks():
    for theme in THEMES:
        importlib.import_module(f"{__package__}.checks.{theme}")
    return list(_checks.values())


def chosen(patterns):
    """The checks whose id is or contains one of `patterns`, or matches it, with * and ?."""
    checks = all_checks()
    if not patterns:
        return checks

    def wanted(identity):
        return any(fnmatch.fnmatchcase(identity, p) if set(p) & set("*?[") else p in identity for p in patterns)
    return [c for c in checks if wanted(c.id)]
