"""A canceld that is measured: on a log that stays, with endpoints of its own."""

import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from . import programs
from .programs import Broken

READY_WITHIN = 900.0  # seconds; a rebuild of a great log takes its time


def files_of(log):
    """What stands beside a log and belongs to it, by the end of the name."""
    return {ending: pathlib.Path(f"{log}{ending}") for ending in ("", "-wal", "-shm", ".snapshot", ".snapshot.new")}


def size_of(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class Server:
    """One daemon on one log; start() and stop() may alternate. close() ends it and leaves the log."""

    def __init__(self, canceld, log, settings=()):
        self.log = pathlib.Path(log)
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="canceld-bench-"))  # short: an ipc path holds 107 bytes
        self.commands = f"ipc://{self._folder}/command"
        self.events = f"ipc://{self._folder}/event"
        (self._folder / "canceld.toml").touch()
        self._command = [canceld, "--config", self._folder / "canceld.toml", "--db", self.log, "--command-endpoint",
                         self.commands, "--event-endpoint", self.events, "--log-format", "json"]
        for setting in settings:
            self._command += ["--set", setting]
        self._process = None
        self.ready_line = {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        """Starts it; returns the seconds until it was ready."""
        begin = time.perf_counter()
        self._process = programs.start(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, text=True)
        guard = threading.Timer(READY_WITHIN, self._process.kill)
        guard.start()
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "ready" in line:
                guard.cancel()
                self.ready_line = json.loads(line)
                threading.Thread(target=self._drain, args=(self._process.stderr,), daemon=True).start()
                return time.perf_counter() - begin
        guard.cancel()
        raise Broken("canceld did not become ready: " + "".join(said[-3:]).strip())

    @staticmethod
    def _drain(stream):
        try:
            for _ in stream:
                pass
        except ValueError:
            pass  # closed meanwhile

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        """SIGTERM; returns the seconds until it had ended."""
        begin = time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        if self._process.wait(READY_WITHIN) != 0:
            raise Broken(f"canceld exited with {self._process.returncode}")
        programs.end(self._process)
        return time.perf_counter() - begin

    def kill(self):
        """SIGKILL: nothing is put in order."""
        programs.end(self._process)

    def close(self):
        if self._process is not None:
            programs.end(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) * 1024

    def processor_seconds(self):
        """What it has used so far."""
        return programs.processor_seconds(self.pid)

    def wait_for_snapshot(self, longest=60.0):
        """Returns when none is being made, at the latest after so many seconds."""
        making = files_of(self.log)[".snapshot.new"]
        end = time.monotonic() + longest
        while making.exists() and time.monotonic() < end:
            time.sleep(0.05)
