"""One observer: a process that can be stopped, killed and started again, and all that it has printed."""

import signal
import subprocess

from e2e_case import LONG, die_with_parent, program
from support import await_condition, clean_environment


class Observer:
    """cancel-tail, printing into files, one for each time that it was started.

    One that is started again begins behind what it has printed, as a program does that keeps its position.
    """

    def __init__(self, daemon, kind, number):
        self.kind = kind
        self.name = f"{kind.name}-{number}"
        self._daemon = daemon
        self._paths = []
        self._process = None
        self.start()

    def start(self):
        printed = self.last_position()
        start = self.kind.start if printed is None else printed + 1
        options = [*self.kind.form.options, *self.kind.options, *(() if start is None else ("--from", str(start)))]
        self._paths.append(self._daemon.folder / f"{self.name}-{len(self._paths)}.out")
        with self._paths[-1].open("wb") as file:
            self._process = subprocess.Popen(
                [program("CANCEL_TAIL"), *options, "--command-endpoint", self._daemon.command_endpoint,
                 "--event-endpoint", self._daemon.event_endpoint, "--timeout", f"{LONG:.0f}s"],
                stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL,
                env=clean_environment(self._daemon.folder), preexec_fn=die_with_parent)

    def lines(self):
        """All complete ones; a process that was killed may have left the beginning of one more."""
        return [line for path in self._paths for line in path.read_bytes().rpartition(b"\n")[0].splitlines()]

    def last_position(self):
        """None where it has printed nothing."""
        for path in reversed(self._paths):
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - 65536))
                if complete := file.read().rpartition(b"\n")[0]:
                    return self.kind.form.position(complete.rpartition(b"\n")[2])
        return None

    def await_position(self, position):
        """Returns when it has printed this one, or one behind it; fails when it has ended."""
        await_condition(lambda: not self.is_running() or (self.last_position() or 0) >= position,
                        lambda: f"{self.name} to come from {self.last_position()} to {position}", LONG)
        if not self.is_running():
            raise AssertionError(f"{self.name} has ended with {self._process.returncode}")

    def is_running(self):
        return self._process.poll() is None

    def pause(self):
        """Returns when it stands still."""
        self._process.send_signal(signal.SIGSTOP)
        await_condition(lambda: self._state() == "T", f"{self.name} to stand still")

    def go_on(self):
        self._process.send_signal(signal.SIGCONT)

    def _state(self):
        with open(f"/proc/{self._process.pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]

    def kill(self):
        self._process.kill()
        self._process.wait()

    close = kill
