"""A server that the suite starts for its HTTP checks."""

import collections
import os
import re
import socket
import subprocess
import threading
import time
import uuid

from . import processes
from .http_peer import address_of
from .verdicts import Unreachable

_URL = re.compile(r"http://[^\s\"'<>]+")


class HttpProgram:
    """Its URL is the first one that it prints on stderr or stdout, unless the caller knows it."""

    def __init__(self, command, environment):
        self._mark = uuid.uuid4().hex
        self._lines = collections.deque(maxlen=50)
        self._url = None
        self._changed = threading.Condition()
        variables = dict(os.environ, **environment, **{processes.MARK: self._mark})
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                             stderr=subprocess.STDOUT, env=variables, start_new_session=True)
        except OSError as error:
            raise Unreachable(f"cannot start {command[0]}: {error.strerror}") from error
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        for line in self._process.stdout:
            text = line.decode(errors="replace").rstrip()
            found = _URL.search(text)
            with self._changed:
                self._lines.append(text)
                if found and not self._url:
                    self._url = found.group().rstrip(".,;)")
                self._changed.notify_all()

    def wait_url(self, known, seconds):
        """Waits until the server says its URL, or until `known` takes connections."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            if known and _accepts(known):
                return known
            with self._changed:
                if not known and self._changed.wait_for(lambda: self._url, 0.05):
                    return self._url
            if known:
                time.sleep(0.02)
        last = f": {self._lines[-1]}" if self._lines else ""
        raise Unreachable(f"the HTTP server did not come up{last}")

    def close(self):
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        processes.end_marked(self._mark)
        self._thread.join(1)
        self._process.stdout.close()


def _accepts(url):
    host, port, _ = address_of(url)
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True
