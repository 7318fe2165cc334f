"""The fake server over Streamable HTTP, both eras at one URL."""

import http.server
import json
import os
import select
import socket
import sys
import threading
import uuid

from .session import Session, is_modern
from .tasks import Tasks


class Stream:
    """A response stream: what was sent on it, so that it can be resumed; who reads it, if anybody."""

    def __init__(self):
        self.messages = []
        self.ended = False
        self.changed = threading.Condition()

    def send(self, message):
        with self.changed:
            self.messages.append(message)
            self.ended = self.ended or "method" not in message
            self.changed.notify_all()

    def end(self):
        with self.changed:
            self.ended = True
            self.changed.notify_all()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, faults):
        self.faults = faults
        self.sessions = {}
        self.streams = {}  # name -> Stream; event ids are NAME/NUMBER
        self.tasks = Tasks(faults)
        self.common = Session(faults, self.tasks)  # for faults that mix sessions or calls up
        super().__init__(("127.0.0.1", 0), Handler)

    def new_session(self):
        name = uuid.uuid4().hex
        self.sessions[name] = self.common if "sessions-mixed" in self.faults else Session(self.faults, self.tasks)
        return name

    def handle_error(self, _request, _address):
        pass  # a client that went away


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    # Requests.

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        modern = is_modern(message) or self.headers.get("MCP-Protocol-Version") == "2026-07-28"
        if modern:
            self._modern(message)
        else:
            self._legacy(message)

    def do_GET(self):
        session = self.headers.get("Mcp-Session-Id")
        if session not in self.server.sessions:
            self._plain(200 if "get-allowed" in self.server.faults else 405)
            return
        last = self.headers.get("Last-Event-ID")
        if last is None:
            self._plain(405)
            return
        name, _, number = last.rpartition("/")
        stream = self.server.streams[name]
        if stream.ended and "resumed-hangs" in self.server.faults:
            stream = Stream()
        self._pump(stream, name, int(number))

    def do_DELETE(self):
        known = self.server.sessions.pop(self.headers.get("Mcp-Session-Id"), None)
        self._plain(200 if known else 405)

    # Eras.

    def _legacy(self, message):
        faults = self.server.faults
        headers = {}
        if message.get("method") == "initialize":
            headers["Mcp-Session-Id"] = self.server.new_session()
            session = self.server.sessions[headers["Mcp-Session-Id"]]
        else:
            session = self.server.sessions.get(self.headers.get("Mcp-Session-Id"))
        if session is None:
            self._plain(202 if "any-session" in faults else 404)
            return
        if "id" not in message:
            session.take(message, self._nowhere)
            self._plain(200 if "accepts-with-200" in faults else 202)
            return
        stream, name = Stream(), uuid.uuid4().hex
        self.server.streams[name] = stream
        work = session.take(message, stream.send)
        if work and "stream-stays-open" not in faults:
            work.on_cancel = stream.end
        whole = self._pump(stream, None if "no-event-ids" in faults else name, -1, headers)
        if work and not whole and "disconnect-cancels" in faults:
            work.cancel()

    def _modern(self, message):
        faults = self.server.faults
        if "id" not in message:
            if "posted-cancel-works" in faults:
                self.server.common.take(message, self._nowhere)
            self._plain(202)
            return
        shared = {"posted-cancel-works", "close-cancels-by-id"} & faults
        session = self.server.common if shared else Session(faults, self.server.tasks)
        stream = Stream()
        work = session.take(message, stream.send)
        whole = self._pump(stream, "event" if "modern-event-ids" in faults else None, -1)
        if not whole and "dies-on-close" in faults:
            os._exit(70)
        if work and not whole and "close-ignored" not in faults:
            if "close-cancels-by-id" in faults:
                session.cancel(work.id, self._nowhere)
            else:
                work.cancel()

    @staticmethod
    def _nowhere(_message):
        pass

    # Responses.

    def _plain(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def _pump(self, stream, name, after, headers=None):
        """Writes the stream's messages behind `after` until it ends; False if the client went away."""
        self.close_connection = True
        self.send_response(200)
        for key, value in {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked",
                           "Connection": "close", **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        sent = after + 1
        try:
            if name and after < 0:
                self._chunk(f"id: {name}/-1\ndata:\n\n")  # so that a stream can be resumed before its first message
            while True:
                with stream.changed:
                    stream.changed.wait_for(lambda: len(stream.messages) > sent or stream.ended, 0.1)
                    fresh, ended = stream.messages[sent:], stream.ended
                for message in fresh:
                    event = f"id: {name}/{sent}\n" if name else ""
                    self._chunk(f"{event}data: {json.dumps(message)}\n\n")
                    sent += 1
                if ended:
                    self.wfile.write(b"0\r\n\r\n")
                    return True
                if self._gone():
                    return False
        except OSError:
            return False

    def _chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _gone(self):
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        return not self.connection.recv(1, socket.MSG_PEEK)


def serve(faults):
    server = Server(faults)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}/mcp", file=sys.stderr, flush=True)
    server.serve_forever()
