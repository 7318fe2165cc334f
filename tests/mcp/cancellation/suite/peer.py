"""What a check sees of the server: a connection in one era, whatever the transport."""

import itertools
import threading

from . import ids
from .call import Call, shown_error
from .era import Wish
from .transcript import Transcript, is_request, is_response
from .verdicts import Failure

CANCELLED = "notifications/cancelled"


class Peer:
    def __init__(self, era, patience):
        self.era = era
        self.patience = patience  # seconds to wait for what must come
        self.transcript = Transcript()
        self.reports_progress = True
        self.hello = None  # the result of initialize or server/discover
        self._numbers = itertools.count(100001)
        self._asked = {}  # id key -> how often this id was asked with
        self._lock = threading.Lock()

    # Sending.

    def new_id(self):
        return next(self._numbers)

    def message(self, request_id, method, params=None, wish=Wish()):
        """A request as it goes over the wire; it must then be sent, exactly once."""
        with self._lock:
            key = ids.key(request_id)
            self._asked[key] = self._asked.get(key, 0) + 1
        return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": self.era.parameters(params, wish)}

    def ask(self, method, params=None, request_id=None, wish=Wish()):
        """Sends a request; the Call stands for it."""
        request_id = self.new_id() if request_id is None else request_id
        call = Call(self, request_id, wish.token)
        self._send_request(call, self.message(request_id, method, params, wish))
        return call

    def call(self, tool, seconds=0.0, request_id=None, steps=10, wish=Wish()):
        return self.ask("tools/call", tool.parameters(seconds, steps), request_id, wish)

    def request(self, method, params=None, wish=Wish(), seconds=None):
        """The result of a request; fails the check if it is not answered with one."""
        return self.ask(method, params, wish=wish).result(seconds)

    def notify(self, method, params=None):
        message = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        return self.send_notification(message)

    def cancelled(self, request_id, reason=None):
        """The notification that cancels, to be sent alone or in a chunk."""
        meta = self.era.notification_meta()
        params = {"requestId": request_id, **({"reason": reason} if reason is not None else {}),
                  **({"_meta": meta} if meta else {})}
        return {"jsonrpc": "2.0", "method": CANCELLED, "params": params}

    def fence(self, seconds=None):
        """Sends a request and waits for its answer; a place in the transcript.

        What the server sent before it had read the fence stands in front of that place."""
        call = self.ask(self.era.fence_method)
        message = call.wait_response(self.patience if seconds is None else seconds)
        if message is None:
            raise Failure(f"{self.era.fence_method} was not answered{self.trouble()}")
        if "error" in message:
            raise Failure(f"{self.era.fence_method} was answered with error {shown_error(message)}")
        return self._behind(call.responses()[0])

    # Receiving.

    def strays(self):
        """What no server may send: lines that are not messages, answers to nothing, second answers."""
        found = [f"sent what is not a message: {text[:60]!r}" for text in self.transcript.junk()]
        counts = {}
        for arrival in self.transcript.arrivals():
            if is_response(arrival.message):
                key = ids.key(arrival.message.get("id"))
                counts[key] = counts.get(key, 0) + 1
                asked = self._asked.get(key, 0)
                if not asked:
                    found.append("answered an id that was never used: " + ids.shown(arrival.message))
                elif counts[key] > asked:
                    found.append(f"answered the id {ids.shown(key[1])} once too often")
        return found

    def _receive(self, message, stream=None):
        """Called by the reading threads."""
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self.transcript.record_junk(ids.shown(message, 200))
            return
        self.transcript.record(message, stream)
        if is_request(message):
            self._answer(message)

    def _answer(self, request):
        reply = {"jsonrpc": "2.0", "id": request["id"]}
        if request["method"] == "ping":
            reply["result"] = {}
        else:
            reply["error"] = {"code": -32601, "message": "Method not found"}
        self._send_reply(reply)

    # What the transports add.

    def _send_request(self, call, message):
        raise NotImplementedError

    def _send_reply(self, message):
        raise NotImplementedError

    def send_notification(self, message):
        raise NotImplementedError

    def cancel_call(self, call, reason):
        raise NotImplementedError

    def _behind(self, answer):
        """The place of the transcript behind which nothing can stand that was sent before `answer`."""
        return answer.order

    def trouble(self):
        """A hint why an answer does not come, such as that the server has ended."""
        return ""

    def close(self):
        raise NotImplementedError
