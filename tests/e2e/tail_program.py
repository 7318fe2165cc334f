"""cancel-tail as one more watcher, where CANCEL_TAIL names it."""

import json
import subprocess

from e2e_case import LONG, die_with_parent, program
from support import await_condition, clean_environment


class TailProgram:
    """Prints all events, from `start` on, into a file; it lives through whatever happens to the daemon."""

    def __init__(self, daemon, start):
        self._path = daemon.folder / f"tail-from-{start}.jsonl"
        self._file = self._path.open("wb")
        self._process = subprocess.Popen(
            [program("CANCEL_TAIL"), "--json", "--from", str(start), "--command-endpoint", daemon.command_endpoint,
             "--event-endpoint", daemon.event_endpoint], stdin=subprocess.DEVNULL, stdout=self._file,
            stderr=subprocess.DEVNULL, env=clean_environment(daemon.folder), preexec_fn=die_with_parent)

    def events_until(self, position):
        """What it has printed, once it has printed this position; fails when it has ended."""
        await_condition(lambda: self._last_position() >= position or self._process.poll() is not None,
                        f"cancel-tail to print position {position}", LONG)
        if self._process.poll() is not None:
            raise AssertionError(f"cancel-tail has ended with {self._process.returncode}")
        return [json.loads(line) for line in self._path.read_bytes().splitlines()]

    def _last_position(self):
        lines = self._path.read_bytes()[-65536:].rpartition(b"\n")[0].splitlines()
        return json.loads(lines[-1])["position"] if lines else 0

    def close(self):
        self._process.kill()
        self._process.wait()
        self._file.close()
