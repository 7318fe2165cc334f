"""A real daemon, and a cancel-dashboard that follows it."""

import functools
import http.client
import json
import pathlib
import re
import socket
import sys
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from tools_case import PATIENCE, ToolsCase, await_condition, program  # noqa: E402

LOGIN = "a-token-of-enough-letters"
HOSTILE = "<img src=x onerror=alert(1)>\n\"'=1+1\x1b[31m\u202e\r," + "x" * 4000


content_of = functools.cache(json.loads)  # many pages are told the same


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["error"]["code"]


class Dashboard:
    """One that runs, and what a browser asks of it."""

    def __init__(self, running):
        self.running = running
        await_condition(lambda: running.out or running.process.poll() is not None, "the dashboard")
        match = re.fullmatch(r"cancel-dashboard ready: http://([^/]+)/", (running.out or [""])[0])
        assert match, f"it says {running.out}, {running.err}"
        self.host = match.group(1)
        self.port = int(self.host.rpartition(":")[2])
        self.cookie = None
        self.csrf = None

    def request(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if self.cookie:
            headers.setdefault("Cookie", self.cookie)
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **parameters):
        query = urllib.parse.urlencode({name: value for name, value in parameters.items() if value is not None})
        return self.request("GET", f"/api/{path}?{query}")

    def read(self, path, **parameters):
        answer = self.get(path, **parameters)
        assert answer.status == 200, answer.body
        return answer.json

    def post(self, path, content, **headers):
        if self.csrf is None:
            self.csrf = self.read("session")["csrfToken"]
        headers = {"Content_Type": "application/json", "X_CSRF_Token": self.csrf, **headers}
        return self.request("POST", f"/api/{path}", json.dumps(content), **headers)

    def await_position(self, position):
        """Until it has seen everything up to there."""
        await_condition(lambda: self.read("overview")["position"] >= position, f"position {position}")

    def stream(self, **start):
        return Stream(self.port, cookie=self.cookie, **start)


class Stream:
    """An open page's stream: what has come so far, read on a thread of its own."""

    def __init__(self, port, after=None, log=None, last=None, cookie=None, reads=True):
        self.events = []  # type, id and data
        self.position = None  # what a browser would send as Last-Event-ID
        self._socket = socket.socket()
        if not reads:  # so that little is enough to fill it
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.connect(("127.0.0.1", port))
        query = urllib.parse.urlencode({key: value for key, value in (("after", after), ("log", log))
                                        if value is not None})
        head = f"GET /api/stream?{query} HTTP/1.0\r\nHost: localhost\r\n"
        head += f"Last-Event-ID: {last}\r\n" if last is not None else ""
        head += f"Cookie: {cookie}\r\n" if cookie else ""
        self._socket.sendall(head.encode() + b"\r\n")
        self.closed = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        if reads:
            self._thread.start()

    def _read(self):
        try:
            with self._socket.makefile("rb") as lines:
                event = {}
                for line in lines:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if not name:
                        self._take(event)
                        event = {}
                    elif name in ("event", "id", "data"):
                        event[name] = value
        except OSError:
            pass
        self.closed = True

    def _take(self, event):
        if "event" in event:
            self.events.append((event["event"], event.get("id"), event["data"]))
            if "id" in event:
                self.position = int(event["id"])

    def of(self, kind):
        return [content_of(data) for name, _, data in list(self.events) if name == kind]

    def changes(self):
        return [event for data in self.of("changes") for event in data["events"]]

    def await_position(self, position, patience=None):
        await_condition(lambda: (self.position or 0) >= position, lambda: f"position {position}: it is {self.position}")

    def await_event(self, kind, count=1):
        await_condition(lambda: len(self.of(kind)) >= count, f"event {kind}")
        return self.of(kind)[count - 1]

    def close(self):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        self._socket.close()


class DashboardCase(ToolsCase):
    def dashboard(self, *arguments, listen="127.0.0.1:0"):
        return Dashboard(self.begin("CANCEL_DASHBOARD", "--listen", listen, *arguments))

    def follow(self, *arguments, **options):
        """A dashboard that has seen everything."""
        dashboard = self.dashboard(*arguments, **options)
        await_condition(lambda: dashboard.request("GET", "/readyz").status == 200, "the dashboard to be ready")
        return dashboard

    def open(self, dashboard, **start):
        stream = dashboard.stream(**start)
        self.addCleanup(stream.close)
        return stream

    def token_file(self, text=LOGIN):
        path = self.folder / "login-token"
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def head(self):
        return self.call("server/info")["head"]

    def refusal(self, code, *arguments):
        """The one sentence with which the dashboard ends."""
        done = self.run_program(program("CANCEL_DASHBOARD"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        return lines[0].removeprefix("cancel-dashboard: ")

    def logged_changes(self, after=0):
        """What every page must have seen, by the log."""
        types = [f"Cancellation{word}" for word in ("Requested", "Executed", "Escalated", "Completed", "Expired")]
        events = []
        while True:
            page = self.call("events/read", after=after, limit=10_000, types=types)
            events += page["events"]
            after = page["next"]
            if after >= page["head"]:
                return events

    def assert_saw(self, changes, after=0, until=None):
        """These are all changes of the log, each once, in order, and each as the daemon says it."""
        wanted = self.logged_changes(after)
        if until is not None:
            wanted = [event for event in wanted if event["position"] <= until]
        self.assertEqual([event["position"] for event in changes], [event["position"] for event in wanted])
        self.assertEqual([{key: value for key, value in event.items() if key != "tool"} for event in changes], wanted)
