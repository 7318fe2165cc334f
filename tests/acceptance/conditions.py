"""Waiting for conditions, and the instants that the daemon tells."""

import itertools
import time
from datetime import datetime

PATIENCE = 20.0  # seconds until an awaited condition counts as never coming true; far above what a busy machine needs


def await_condition(condition, what, timeout=PATIENCE, pause=0.01):
    """Returns the first true value of `condition()`; fails when there is none within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        time.sleep(pause)


def parse_time(text):
    """The instant that an RFC 3339 text names; digits below the microsecond are dropped."""
    head, _, rest = text.replace("z", "Z").replace("Z", "+00:00").partition(".")
    if rest:
        digits = "".join(itertools.takewhile(str.isdigit, rest))
        head = f"{head}.{digits[:6].ljust(6, '0')}{rest[len(digits):]}"
    return datetime.fromisoformat(head)
