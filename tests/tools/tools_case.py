"""A real daemon, and the client programs run against it as their users run them."""

import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import zmq

PATIENCE = 20.0  # seconds; far above what a busy machine needs


def program(variable):
    return pathlib.Path(os.environ[variable]).absolute()


def await_condition(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what() if callable(what) else what}")
        time.sleep(0.01)


class Reader:
    """Collects the lines of a stream while somebody writes them."""

    def __init__(self, stream):
        self.lines = []
        self._stream = stream
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        for line in self._stream:
            self.lines.append(line.rstrip("\n"))

    def join(self):
        self._thread.join(PATIENCE)
        self._stream.close()


class Running:
    """A program that runs on while its output is read."""

    def __init__(self, arguments, environment):
        self.process = subprocess.Popen([str(part) for part in arguments], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._out, self._err = Reader(self.process.stdout), Reader(self.process.stderr)

    @property
    def out(self):
        return self._out.lines

    @property
    def err(self):
        return self._err.lines

    def wait(self):
        code = self.process.wait(PATIENCE)
        self._out.join()
        self._err.join()
        return code

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.wait()


class ToolsCase(unittest.TestCase):
    """Each test has a folder, an environment in which nothing else is found, and a daemon once it starts one."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cancel-tools-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "run").mkdir(mode=0o700)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CANCEL_", "XDG_", "NO_COLOR"))}
        self.environment = {**kept, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder / "run"),
                            "XDG_STATE_HOME": str(self.folder / "state"), "TZ": "UTC", "TERM": "xterm"}
        self.log = self.folder / "state/canceld/cancel.db"
        self.daemon = None

    # The daemon.

    def start(self, *arguments):
        daemon = Running([program("CANCELD"), *arguments], self.environment)
        self.addCleanup(daemon.close)
        await_condition(lambda: any("ready" in line for line in daemon.err),
                        lambda: "the daemon, which said: " + " / ".join(daemon.err))
        self.daemon = daemon

    def stop(self, number=signal.SIGTERM):
        self.daemon.process.send_signal(number)
        self.daemon.wait()

    def call(self, method, **params):
        return self.batch([(method, params)])[0]

    def batch(self, calls):
        """Sends requests as other clients would; returns their results."""
        numbers = itertools.count(1)
        requests = [{"jsonrpc": "2.0", "id": next(numbers), "method": method, "params": params}
                    for method, params in calls]
        with zmq.Context() as context, context.socket(zmq.REQ) as peer:
            peer.linger = 0
            peer.rcvtimeo = int(PATIENCE * 1000)
            peer.connect(f"ipc://{self.folder}/run/canceld/command")
            peer.send_json(requests)
            replies = peer.recv_json()
        return [reply["result"] for reply in replies]

    # The programs.

    def run_program(self, path, arguments, **options):
        return subprocess.run([str(path), *map(str, arguments)], env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, **options)

    def ctl(self, *arguments, code=0):
        """Runs cancelctl, expects `code`, and returns what it printed."""
        done = self.run_program(program("CANCELCTL"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        if code == 0:
            self.assertEqual(done.stderr, "")
        return done.stdout

    def ctl_json(self, *arguments):
        lines = self.ctl(*arguments, "--json").splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def ctl_lines(self, *arguments):
        return [json.loads(line) for line in self.ctl(*arguments, "--json").splitlines()]

    def complaint(self, code, *arguments):
        """The one sentence with which cancelctl ends unsuccessfully."""
        done = self.run_program(program("CANCELCTL"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith("cancelctl: "), lines[0])
        return lines[0].removeprefix("cancelctl: ")

    def begin(self, variable, *arguments):
        running = Running([program(variable), *arguments], self.environment)
        self.addCleanup(running.close)
        return running
