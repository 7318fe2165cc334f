"""The file to which the tools of the server under test append one JSON line when they end.

It shows what no message may show: whether a cancelled tool really stopped."""

import json
import pathlib
import time


class SideFile:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self._offset = self.path.stat().st_size if self.path.exists() else 0

    def entries(self, tool=None):
        """The lines that were added since this object was made, of one tool if it is named."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(self._offset)
            lines = file.read().split(b"\n")[:-1]  # what follows the last newline is not written to its end yet
        found = [json.loads(line) for line in lines if line.strip()]
        return [entry for entry in found if tool in (None, entry.get("tool"))]

    def count(self, tool, aborted):
        return sum(1 for entry in self.entries(tool) if bool(entry.get("aborted")) == aborted)

    def wait(self, condition, seconds):
        """Waits until `condition(self)` holds; the seconds that took, or None."""
        began = time.monotonic()
        while not condition(self):
            if time.monotonic() - began > seconds:
                return None
            time.sleep(0.002)
        return time.monotonic() - began
