"""One request that a check sent, and what came back for it."""

import time

from . import ids
from .exchange import ENDED
from .verdicts import Failure


class Call:
    def __init__(self, peer, request_id, token=None):
        self.peer = peer
        self.id = request_id
        self.token = token
        self.mark = peer.transcript.last_order()  # what came before is not about this call
        self.sent_at = time.monotonic()
        self.cancelled_at = None
        self.exchange = None  # its HTTP exchange; None on stdio

    def responses(self, after=None):
        return self.peer.transcript.responses(self.id, self.mark if after is None else after)

    def progress(self, after=None):
        if self.token is None:
            return []
        return self.peer.transcript.progress(self.token, self.mark if after is None else after)

    def wait_response(self, seconds):
        """The response, or None."""
        self.peer.transcript.wait(lambda: self.responses() or self._refused(), seconds)
        found = self.responses()
        return found[0].message if found else None

    def answer(self, seconds=None):
        """The response; fails the check if none comes."""
        message = self.wait_response(self.peer.patience if seconds is None else seconds)
        if message is None:
            raise Failure(f"{self} was {self._refused() or 'not answered'}{self.peer.trouble()}")
        return message

    def _refused(self):
        """What the server said in HTTP's words when it took the request for none; empty if it took it."""
        if self.exchange and self.exchange.state == ENDED and self.exchange.status >= 300:
            return f"refused with HTTP {self.exchange.status}: {self.exchange.body[:100].decode(errors='replace')}"
        return ""

    def result(self, seconds=None):
        """The result; fails the check if none comes, or an error."""
        message = self.answer(seconds)
        if "error" in message:
            raise Failure(f"{self} was answered with error {shown_error(message)}")
        return message["result"]

    def wait_begun(self):
        """Waits until the server has surely begun this call; whether progress showed that."""
        if self.token is not None and self.peer.reports_progress:
            return self.peer.transcript.wait(lambda: self.progress() or self.responses(), self.peer.patience) \
                and bool(self.progress())
        self.peer.fence()
        return False

    def cancel(self, reason="no longer needed"):
        if self.cancelled_at is None:
            self.cancelled_at = time.monotonic()
        self.peer.cancel_call(self, reason)

    def __str__(self):
        return f"the request with id {ids.shown(self.id)}"


def shown_error(message):
    error = message.get("error") or {}
    return f"{error.get('code')} ({str(error.get('message', ''))[:80]})"
