"""A server process, spoken to over its stdin and stdout."""

import collections
import json
import os
import signal
import subprocess
import threading
import time
import uuid

from . import processes
from .peer import Peer
from .verdicts import Failure, Unreachable


class StdioPeer(Peer):
    def __init__(self, command, era, patience, environment=None, trace=None):
        super().__init__(era, patience)
        self.mark = uuid.uuid4().hex
        self._trace = trace or (lambda *_: None)
        self._write_lock = threading.Lock()
        self._errors = collections.deque(maxlen=20)
        variables = dict(os.environ, **(environment or {}), **{processes.MARK: self.mark})
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.PIPE, bufsize=0, env=variables, start_new_session=True)
        except OSError as error:
            raise Unreachable(f"cannot start {command[0]}: {error.strerror}") from error
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._read_errors)]
        for thread in self._threads:
            thread.start()

    # Sending.

    def chunk(self, *messages):
        """Sends several messages in one write, so that the server can find them all in one read."""
        for message in messages:
            self._trace("->", message)
        self.raw(b"".join(json.dumps(message).encode() + b"\n" for message in messages))

    def raw(self, data):
        try:
            with self._write_lock:
                rest = memoryview(data)
                while rest:
                    rest = rest[self.process.stdin.write(rest):]
        except (OSError, ValueError) as error:
            raise Failure(f"the server reads no more{self.trouble()}") from error

    def _send_request(self, _call, message):
        self.chunk(message)

    def _send_reply(self, message):
        try:
            self.chunk(message)
        except Failure:
            pass  # the checks notice that the server has ended

    def send_notification(self, message):
        self.chunk(message)

    def cancel_call(self, call, reason):
        self.chunk(self.cancelled(call.id, reason))

    # Receiving.

    def _read(self):
        # readline() on an unbuffered pipe would read byte by byte.
        rest = b""
        while data := os.read(self.process.stdout.fileno(), 1 << 16):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._take(line)
        self.transcript.close()

    def _take(self, line):
        if not line.strip():
            return
        try:
            message = json.loads(line)
        except ValueError:
            self.transcript.record_junk(line.decode(errors="replace"))
            return
        self._trace("<-", message)
        for single in message if isinstance(message, list) else [message]:
            self._receive(single)

    def _read_errors(self):
        for line in self.process.stderr:
            self._errors.append(line.decode(errors="replace").rstrip())

    # The process.

    def end_of_input(self):
        with self._write_lock:
            self.process.stdin.close()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_exit(self, seconds):
        """How long the process took to exit, or None if it did not."""
        began = time.monotonic()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return time.monotonic() - began

    def leftovers(self):
        """Living processes that the server started."""
        return [number for number in processes.marked(self.mark) if number != self.process.pid]

    def trouble(self):
        if not self.transcript.closed:
            junk = self.transcript.junk()
            return f" (the server sent lines that are no messages, such as {junk[0][:60]!r})" if junk else ""
        self.wait_exit(0.5)
        code = self.process.poll()
        how = "closed its stdout" if code is None else f"ended with {code}" if code >= 0 else f"died of signal {-code}"
        last = f": {self._errors[-1][:100]}" if self._errors and code else ""
        return f" (the server {how}{last})"

    def close(self):
        try:
            self.end_of_input()
        except OSError:
            pass
        if self.wait_exit(0.2) is None:
            self.process.kill()
            self.process.wait()
        processes.end_marked(self.mark)
        for thread in self._threads:
            thread.join(1)
        self.process.stdout.close()
        self.process.stderr.close()
