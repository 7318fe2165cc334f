"""A server at a URL, spoken to over Streamable HTTP: each message on a connection of its own."""

import json
import threading
import time
import urllib.parse

from .call import Call
from .exchange import RUNNING, Exchange
from .peer import Peer
from .transcript import is_response
from .verdicts import Failure, Unreachable, UsageError

# Streams of one server are read by different threads here: how long a message that was sent before another one may
# take longer than that to be seen.
STREAM_SLACK = 0.1


def address_of(url):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise UsageError(f"not a URL that this suite can use (http://HOST:PORT/PATH): {url}")
    return parts.hostname, parts.port or 80, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class HttpPeer(Peer):
    def __init__(self, url, era, patience, trace=None):
        super().__init__(era, patience)
        self._address = address_of(url)
        self._trace = trace or (lambda *_: None)
        self._exchanges = []
        self._exchanges_lock = threading.Lock()
        self.session = None
        self.version = None  # the negotiated one; legacy only
        self.general_stream = None  # the GET stream; legacy only, and only if the server has one

    # Exchanges.

    def open(self, method, message=None, headers=None):
        """Sends one HTTP request; an Exchange that collects the response into the transcript."""
        wanted = {"Accept": "application/json, text/event-stream" if method == "POST" else "text/event-stream"}
        body = None
        if message is not None:
            self._trace("->", message)
            wanted["Content-Type"] = "application/json"
            body = json.dumps(message).encode()
        if self.session:
            wanted["Mcp-Session-Id"] = self.session
        if self.era.name == "legacy" and self.version:
            wanted["MCP-Protocol-Version"] = self.version
        wanted.update(headers or {})
        wanted = {name: value for name, value in wanted.items() if value is not None}
        asked = message.get("id") if isinstance(message, dict) else None
        try:
            exchange = Exchange(self._address, method, wanted, body,
                                lambda single, source: self._taken(single, source, asked), self.transcript.touch)
        except OSError as error:
            raise Failure(f"cannot connect to the server: {error}") from error
        with self._exchanges_lock:
            self._exchanges.append(exchange)
        return exchange

    def _taken(self, message, exchange, asked):
        self._trace("<-", message)
        # The body of a refusal is no message of the session, unless it answers the request.
        if exchange.status >= 300 and not (is_response(message) and message.get("id") == asked is not None):
            return
        self._receive(message, exchange)

    def post(self, message, headers=None):
        params = message.get("params") if isinstance(message.get("params"), dict) else {}
        every = self.era.headers(message.get("method", ""), params, self.version) if "method" in message else {}
        return self.open("POST", message, {**every, **(headers or {})})

    def _send_request(self, call, message):
        call.exchange = self.post(message)

    def _send_reply(self, message):
        try:
            self.post(message)
        except Failure:
            pass  # the checks notice that the server is gone

    def send_notification(self, message):
        """Returns the exchange when the server has taken or refused the message."""
        exchange = self.post(message)
        if not exchange.wait_head(self.patience):
            raise Failure(f"no HTTP response to {message.get('method')}{self.trouble()}")
        if exchange.status >= 500:
            raise Failure(f"HTTP {exchange.status} in response to {message.get('method')}")
        return exchange

    def cancel_call(self, call, reason):
        if self.era.name == "modern":
            call.exchange.close()
            call.exchange.wait_end(1)
            return
        exchange = self.send_notification(self.cancelled(call.id, reason))
        if exchange.status != 202:
            raise Failure(f"HTTP {exchange.status} instead of 202 in response to notifications/cancelled")

    def _behind(self, answer):
        # No message says that the other streams have caught up.
        self.transcript.wait(lambda: not any(exchange.has_unread() for exchange in self._running()), self.patience)
        time.sleep(STREAM_SLACK)
        return self.transcript.last_order()

    def _running(self):
        with self._exchanges_lock:
            return [exchange for exchange in self._exchanges if exchange.state == RUNNING]

    # The session.

    def open_session(self):
        """legacy: initialize, and the general stream if there is one. Returns the result of initialize."""
        call = Call(self, self.new_id())
        self._send_request(call, self.message(call.id, "initialize", self.era.hello_parameters()))
        message = call.wait_response(self.patience)
        if message is None or "error" in message:
            call.exchange.wait_end(0.1)
            raise Unreachable(f"initialize: HTTP {call.exchange.status}, {message or call.exchange.error}")
        self.version = message["result"].get("protocolVersion")
        self.session = call.exchange.headers.get("mcp-session-id")
        self.send_notification({"jsonrpc": "2.0", "method": "notifications/initialized"})
        stream = self.open("GET")
        # A server may hold back the head until it has something to say; then the stream counts as open.
        if not stream.wait_head(0.3) or stream.status == 200:
            self.general_stream = stream
        return message["result"]

    def resume(self, event_id):
        """legacy: what follows the event with this id."""
        return self.open("GET", headers={"Last-Event-ID": event_id})

    def trouble(self):
        broken = [e for e in self._exchanges if e.error is not None and e.state not in (RUNNING, "closed by us")]
        return f" (the connection broke off: {broken[-1].error!r})" if broken else ""

    def close(self):
        with self._exchanges_lock:
            exchanges = list(self._exchanges)
        for exchange in exchanges:
            exchange.close()
        if self.session:
            try:
                self.open("DELETE").wait_head(1)
            except Failure:
                pass
        for exchange in exchanges:
            exchange.wait_end(1)
