"""A receiver of webhooks that answers as a test says."""

import http.server
import socket
import threading
import time


class Receiver:
    """Each request is answered with the next of `answers`, then with 204.

    An answer is a status, a status with headers, or a function that is called with the handler and answers itself.
    """

    def __init__(self, answers=(), port=0):
        self.requests = []  # (path, headers, body, when)
        self.connections = []
        self._answers = list(answers)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                receiver.connections.append(self.connection)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, self.headers, body, time.monotonic()))
                receiver.answer(self)

            def log_message(self, *arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, handler):
        answer = self._answers.pop(0) if self._answers else 204
        if callable(answer):
            return answer(handler)
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()

    @property
    def bodies(self):
        return [body.decode() for _, _, body, _ in self.requests]

    def close(self):
        """Nobody listens any more, and connections that were kept are broken."""
        self._server.shutdown()
        self._server.server_close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already
