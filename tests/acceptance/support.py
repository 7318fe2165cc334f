"""A real daemon on a temporary folder, and plain clients of it.

Nothing here knows more about the daemon than the written contract says. Each object has one owner and is used
from one thread. Daemons and folders that a test leaves open are closed when the interpreter exits.
"""

import atexit
import ctypes
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading

from clients import ERROR_NAMES, Client, RpcError, Subscriber, request, result_in
from conditions import PATIENCE, await_condition, parse_time

__all__ = ["CANCELD", "ERROR_NAMES", "PATIENCE", "Client", "Daemon", "Process", "RpcError", "Subscriber",
           "TemporaryFolder", "await_condition", "clean_environment", "columns_of", "parse_time", "read_log",
           "request", "result_in"]

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CANCELD = pathlib.Path(os.environ.get("CANCELD", REPOSITORY / "build/daemon/canceld")).absolute()

_open_things = set()


@atexit.register
def _close_what_is_left():
    for thing in list(_open_things):
        thing.close()


class TemporaryFolder:
    """A folder with a path short enough for ipc endpoints (107 bytes). close() removes it."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="canceld-", dir="/tmp"))
        _open_things.add(self)

    def close(self):
        shutil.rmtree(self.path, ignore_errors=True)
        _open_things.discard(self)


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no daemon outlives a killed test run


class Process:
    """A running canceld whose stderr is read all the time. It may well end by itself: see wait()."""

    def __init__(self, arguments, environment=None, user=None):
        if not CANCELD.exists():
            raise RuntimeError(f"{CANCELD} does not exist; CANCELD names the daemon's executable")
        self._lines = []
        self._changed = threading.Condition()
        self._ended = False
        self._process = subprocess.Popen(
            [str(CANCELD), *map(str, arguments)], env=environment, user=user, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_die_with_parent)
        self._reader = threading.Thread(target=self._read_stderr, daemon=True)
        self._reader.start()
        _open_things.add(self)

    def _read_stderr(self):
        for line in self._process.stderr:
            with self._changed:
                self._lines.append(line.decode(errors="replace").rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def stderr(self):
        with self._changed:
            return "\n".join(self._lines)

    def wait_until_ready(self, timeout=PATIENCE):
        """The contract: it is ready when it prints one line containing `ready` on stderr."""
        def is_ready():
            return any("ready" in line for line in self._lines)
        with self._changed:
            self._changed.wait_for(lambda: is_ready() or self._ended, timeout)
            if not is_ready():
                raise AssertionError("canceld did not become ready; its stderr:\n" + "\n".join(self._lines))

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, timeout=PATIENCE):
        """The exit code, once it has ended and its stderr was read to the end."""
        code = self._process.wait(timeout)
        self._reader.join(timeout)
        return code

    def is_running(self):
        return self._process.poll() is None

    def standard_output(self):
        """What it printed on stdout. Call it after wait()."""
        return self._process.stdout.read().decode(errors="replace")

    def close(self):
        if self.is_running():
            self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        self._process.stderr.close()
        _open_things.discard(self)


def clean_environment(folder, **more):
    """An environment in which nothing of the user's own configuration can be found."""
    kept = {key: value for key, value in os.environ.items()
            if not key.startswith(("CANCEL", "XDG_")) and key != "NOTIFY_SOCKET"}
    homes = {"XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}
    return {**kept, **{key: str(folder / name) for key, name in homes.items()}, "HOME": str(folder), **more}


class Daemon:
    """canceld with its own log, endpoints and configuration; it can be killed, stopped and started again."""

    def __init__(self, config="", arguments=()):
        self._folder = TemporaryFolder()
        self.folder = self._folder.path
        self.log_path = self.folder / "cancel.db"
        self.command_endpoint = f"ipc://{self.folder}/command"
        self.event_endpoint = f"ipc://{self.folder}/event"
        self._config = self.folder / "canceld.toml"
        self._config.write_text(config)
        self._more = list(arguments)
        self.process = None
        _open_things.add(self)

    def arguments(self):
        return ["--db", self.log_path, "--config", self._config, "--command-endpoint", self.command_endpoint,
                "--event-endpoint", self.event_endpoint, *self._more]

    def start(self):
        self.process = Process(self.arguments(), clean_environment(self.folder))
        self.process.wait_until_ready()
        return self

    def stop(self, number=signal.SIGTERM):
        """Ends it as an operator would; returns the exit code."""
        self.process.signal(number)
        code = self.process.wait()
        self.process.close()
        return code

    def kill(self):
        self.process.close()

    def restart(self, how="kill"):
        self.kill() if how == "kill" else self.stop()
        return self.start()

    def client(self, **options):
        return Client(self.command_endpoint, **options)

    def subscriber(self, *topics):
        return Subscriber(self, topics)

    def close(self):
        if self.process:
            self.process.close()
        self._folder.close()
        _open_things.discard(self)


def read_log(path, query, *parameters):
    """Rows of a query on the log, opened read-only as any reader may do while the daemon runs."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        return connection.execute(query, parameters).fetchall()
    finally:
        connection.close()


def columns_of(path, table):
    return [row[1] for row in read_log(path, f"PRAGMA table_info({table})")]
