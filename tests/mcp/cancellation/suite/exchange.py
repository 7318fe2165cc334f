"""One HTTP request with its response, which may be a stream of events, on a connection of its own."""

import http.client
import json
import select
import socket
import threading
import time

from .sse import Parser

RUNNING, ENDED, CLOSED, BROKEN = "running", "ended", "closed by us", "broken off"


class Exchange:
    """`on_message(message, exchange)` is called on the exchange's own thread, once for each message of the response.
    `on_change()` is called there when the response's head has come and when the response has ended."""

    def __init__(self, address, method, headers, body=None, on_message=None, on_change=None, timeout=60):
        self.status = None
        self.headers = {}
        self.body = b""  # of a response that is no stream
        self.event_ids = []
        self.state = RUNNING
        self.ended_at = None
        self.error = None
        self._on_message = on_message or (lambda *_: None)
        self._on_change = on_change or (lambda: None)
        self._changed = threading.Condition()
        self._closing = False
        host, port, self._path = address
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)
        self._connection.connect()
        self._socket = self._connection.sock
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.request(method, self._path, body, headers)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def is_stream(self):
        return self.headers.get("content-type", "").startswith("text/event-stream")

    def close(self):
        """Closes the connection, whatever is still to come on it."""
        self._closing = True
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def has_unread(self):
        """Whether something has arrived that the reading thread has not taken up."""
        poll = select.poll()
        try:
            poll.register(self._socket, select.POLLIN)
            return self.state == RUNNING and bool(poll.poll(0))
        except (OSError, ValueError):
            return False  # it has just ended

    def wait_head(self, seconds):
        return self._wait(lambda: self.status is not None or self.state != RUNNING, seconds) and self.status is not None

    def wait_end(self, seconds):
        """True once the response has ended, however it did."""
        return self._wait(lambda: self.state != RUNNING, seconds)

    def _wait(self, condition, seconds):
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def _read(self):
        state, response = BROKEN, None
        try:
            response = self._connection.getresponse()
            with self._changed:
                self.headers = {name.lower(): value for name, value in response.getheaders()}
                self.status = response.status
                self._changed.notify_all()
            self._on_change()
            if self.is_stream:
                self._read_events(response)
            else:
                self._read_body(response)
            state = ENDED
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.error = error
        if response:
            response.close()
        self._connection.close()
        self._socket.close()
        with self._changed:
            self.state = CLOSED if self._closing else state
            self.ended_at = time.monotonic()
            self._changed.notify_all()
        self._on_change()

    def _read_body(self, response):
        self.body = response.read()
        if self.body.strip() and "json" in self.headers.get("content-type", ""):
            self._take(self.body)

    def _read_events(self, response):
        parser = Parser()
        while line := response.readline():
            event = parser.line(line.decode().rstrip("\r\n"))
            if event is None:
                continue
            if event.id:
                self.event_ids.append(event.id)
            if event.data and event.name == "message":
                self._take(event.data)
        if not response.isclosed() and response.chunked:
            raise http.client.IncompleteRead(b"")

    def _take(self, text):
        message = json.loads(text)
        for single in message if isinstance(message, list) else [message]:
            self._on_message(single, self)
