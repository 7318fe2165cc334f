"""Everything that a peer received, in order, and waiting for more of it."""

import dataclasses
import threading
import time

from . import ids


@dataclasses.dataclass(frozen=True)
class Arrival:
    order: int  # 1, 2, 3 … within one peer
    at: float  # time.monotonic()
    message: dict
    stream: object = None  # the HTTP exchange that carried it; None on stdio


def is_response(message):
    return "method" not in message and ("result" in message or "error" in message)


def is_request(message):
    return "method" in message and "id" in message


def is_notification(message, method=None):
    return "method" in message and "id" not in message and method in (None, message["method"])


def progress_token(message):
    return (message.get("params") or {}).get("progressToken")


class Transcript:
    """Thread-safe."""

    def __init__(self):
        self._changed = threading.Condition()
        self._arrivals = []
        self._junk = []
        self._closed = False

    def record(self, message, stream=None):
        with self._changed:
            arrival = Arrival(len(self._arrivals) + 1, time.monotonic(), message, stream)
            self._arrivals.append(arrival)
            self._changed.notify_all()
        return arrival

    def record_junk(self, text):
        with self._changed:
            self._junk.append(text)
            self._changed.notify_all()

    def touch(self):
        """Wakes those who wait for something that is not an arrival, such as the end of a stream."""
        with self._changed:
            self._changed.notify_all()

    def close(self):
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self):
        return self._closed

    def last_order(self):
        with self._changed:
            return len(self._arrivals)

    def arrivals(self, after=0):
        with self._changed:
            return self._arrivals[after:]

    def junk(self):
        with self._changed:
            return list(self._junk)

    def responses(self, request_id, after=0):
        wanted = ids.key(request_id)
        return [a for a in self.arrivals(after)
                if is_response(a.message) and ids.key(a.message.get("id")) == wanted]

    def progress(self, token, after=0):
        wanted = ids.key(token)
        return [a for a in self.arrivals(after) if is_notification(a.message, "notifications/progress")
                and ids.key(progress_token(a.message)) == wanted]

    def wait(self, condition, seconds):
        """True as soon as `condition()` is, False when the time is over or nothing can arrive any more."""
        deadline = time.monotonic() + seconds
        while True:
            with self._changed:
                length, junk = len(self._arrivals), len(self._junk)
            if condition():
                return True
            with self._changed:
                if self._closed:
                    break
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                if (len(self._arrivals), len(self._junk)) == (length, junk):
                    # The upper bound serves conditions about other things than arrivals.
                    self._changed.wait(min(left, 0.05))
        return bool(condition())
