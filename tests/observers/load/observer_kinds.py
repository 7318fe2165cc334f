"""The observers that follow one daemon at once: what each is started with, and what it must have printed."""

import dataclasses
import functools
import json
import subprocess
import typing

from e2e_case import program
from load_commands import NAMESPACE as LOAD

LIVES = "lives"
WATCHED = "watched"
FIRST_ROUND = "round-0"

event_of = functools.cache(json.loads)  # many observers print the same lines


def position_of_line(line):
    return int(line.split(maxsplit=1)[0])


def data_of(line):
    """The event in a CloudEvent, which must also be numbered as the event is."""
    wrapped = event_of(line)
    assert wrapped["id"] == str(wrapped["data"]["position"]), line
    return wrapped["data"]


@dataclasses.dataclass(frozen=True)
class Form:
    """A way to print events. `read` gives what a line says, `shown` what it should say of an event."""

    options: tuple
    read: typing.Callable
    shown: typing.Callable
    position: typing.Callable


JSON = Form(("--json",), event_of, lambda event: event, lambda line: event_of(line)["position"])
LINE = Form((), position_of_line, lambda event: event["position"], position_of_line)
CLOUD_EVENTS = Form(("--format", "cloudevents"), data_of, lambda event: event,
                    lambda line: data_of(line)["position"])


def every(_):
    return True


def of_space(space):
    return lambda event: event["namespace"] == space


def of_token(token):
    return lambda event: event.get("token") == token


def of_types(*types):
    return lambda event: event["type"] in types


@dataclasses.dataclass(frozen=True)
class Kind:
    """Observers that print the same. `start` is a position, or None for those that begin now."""

    name: str
    count: int
    start: typing.Optional[int] = 0
    options: tuple = ()
    selects: typing.Callable = every
    form: Form = JSON


def kinds():
    """Two dozen observers."""
    requests = of_types("CancellationRequested")
    lives = of_space(LIVES)
    return [
        Kind("everything", 6),
        Kind("from-now", 4, None),
        Kind("lines", 2, form=LINE),
        Kind("cloud-events", 1, form=CLOUD_EVENTS if has_formats() else JSON),
        Kind("load", 2, options=("-n", LOAD), selects=of_space(LOAD)),
        Kind("load-from-now", 1, None, ("-n", LOAD), of_space(LOAD)),
        Kind("lives", 1, options=("-n", LIVES), selects=lives),
        Kind("requests-of-lives", 1, options=("-n", LIVES, "--type", "CancellationRequested"),
             selects=lambda event: lives(event) and requests(event)),
        Kind("ends", 2, options=("--type", "CancellationCompleted", "--type", "OperationFinished"),
             selects=of_types("CancellationCompleted", "OperationFinished")),
        Kind("token", 1, options=("--token", WATCHED), selects=of_token(WATCHED)),
        Kind("token-of-space", 1, options=("-n", FIRST_ROUND, "--token", WATCHED), selects=of_space(FIRST_ROUND)),
        Kind("idle", 2, options=("-n", "nobody"), selects=of_space("nobody")),
    ]


@functools.cache
def has_formats():
    done = subprocess.run([program("CANCEL_TAIL"), "--help"], capture_output=True, text=True, check=True)
    return "--format" in done.stdout
