"""The machine of a reader: an empty home, the programs on the path, a canceld that runs with its defaults."""

import os
import pathlib
import sys
import time

import zmq

import toolchain
from support import CANCELD, PATIENCE, Client, Process, TemporaryFolder, clean_environment

PROGRAMS = {
    "canceld": CANCELD,
    "cancelctl": os.environ.get("CANCELCTL"),
    "cancel-tail": os.environ.get("CANCEL_TAIL"),
    "cancel-top": os.environ.get("CANCEL_TOP"),
    "cancel-exporter": os.environ.get("CANCEL_EXPORTER"),
    "cancel-dashboard": os.environ.get("CANCEL_DASHBOARD"),
    "python3": sys.executable,
}


class Machine:
    """Has `environment` and `work` (a folder) for what is to run on it, `client` for requests, and the path of the `log`."""

    def __init__(self):
        self._home = TemporaryFolder()
        home = self._home.path
        self.environment = clean_environment(
            home, XDG_STATE_HOME=f"{home}/.local/state", XDG_CONFIG_HOME=f"{home}/.config",
            PKG_CONFIG_PATH=f"{home}/packages",
            PATH=f"{self._install_programs()}:{os.environ['PATH']}", PYTHONDONTWRITEBYTECODE="1")
        self.work = home / "work"
        self.work.mkdir()
        pathlib.Path(self.environment["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
        self.log = home / ".local/state/canceld/cancel.db"
        # Many heartbeats, so that nobody waits for one.
        self._daemon = Process([], {**self.environment, "CANCELD_SOCKETS_HEARTBEAT_INTERVAL": "50ms"})
        self._daemon.wait_until_ready()
        endpoints = f"ipc://{self.environment['XDG_RUNTIME_DIR']}/canceld"
        self.client = Client(f"{endpoints}/command")
        self._events = self._subscribe(f"{endpoints}/event")
        self._published = []

    def close(self):
        self.client.close()
        self._events.close()
        self._daemon.close()
        self._home.close()

    def published(self):
        """All messages of the event socket since the beginning; those to come, too, until none is worth waiting for."""
        yield from self._published
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._events.poll(1000 * PATIENCE):
            self._published.append(self._events.recv_multipart())
            yield self._published[-1]

    def make_history_where_there_is_none(self):
        """Something of everything, for documents that query a log without having made one."""
        call = self.client.call
        if call("server/info")["head"]:
            return
        call("cancellation/create", id="demo", labels={"team": "search"})
        session = call("session/open", name="worker")["session"]
        for number, tool in enumerate(["search", "search", "index"]):
            call("operation/start", id=f"call-{number}", token="demo", tool=tool, session=session, commandId=f"c{number}")
        call("operation/finish", id="call-0", outcome="succeeded")
        call("cancellation/cancel", id="demo", reason="enough", requestedBy="ann")
        call("operation/executed", id="call-1")
        call("operation/finish", id="call-1", outcome="stopped")
        call("cancellation/cancel", id="call-2", mode="force", forceMs=0)
        call("cancellation/create", id="short", namespace="other", ttlMs=0)

    def _install_programs(self):
        folder = self._home.path / "bin"
        folder.mkdir()
        for name, program in PROGRAMS.items():
            if not program or not pathlib.Path(program).exists():
                raise RuntimeError(f"{name} is not there: {program}; CANCELD, CANCELCTL, CANCEL_TAIL and so on name the programs")
            # Not a link: a Python interpreter looks for its library beside the name by which it was called.
            script = folder / name
            script.write_text(f'#!/bin/sh\nexec "{pathlib.Path(program).absolute()}" "$@"\n')
            script.chmod(0o755)
        toolchain.install(folder, self._home.path / "packages")
        return folder

    @staticmethod
    def _subscribe(endpoint):
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger, socket.rcvhwm = 0, 0
        socket.subscribe("")
        socket.connect(endpoint)
        if not socket.poll(1000 * PATIENCE):  # a heartbeat shows that the subscription has taken effect
            raise AssertionError("no heartbeat")
        return socket
