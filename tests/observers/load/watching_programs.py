"""The observers that keep what they know in memory and are asked for it: cancel-exporter, cancel-dashboard, cancel-top.

Each has position(), up to which it has seen the log, and told(), the position and the number of cancellations that were
requested up to there, or None where it does not say that.
"""

import json
import re
import subprocess
import threading
import urllib.error
import urllib.request

from e2e_case import LONG, die_with_parent, program
from support import await_condition, clean_environment

LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PATIENCE = f"--timeout={LONG:.0f}s"


def arguments_of(daemon):
    return ["--command-endpoint", daemon.command_endpoint, "--event-endpoint", daemon.event_endpoint, PATIENCE]


class Server:
    """A program with a page, on a port that the system chose."""

    def __init__(self, daemon, variable):
        self.name = variable
        self._process = subprocess.Popen(
            [program(variable), "--listen", "127.0.0.1:0", *arguments_of(daemon)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean_environment(daemon.folder),
            preexec_fn=die_with_parent)
        self._url = re.search(r"http://[^/]+/", self._process.stdout.readline()).group()
        await_condition(self._is_ready, f"{self.name} to be ready", LONG)

    def get(self, path):
        with LOCAL.open(self._url + path, timeout=LONG) as response:
            return response.read().decode()

    def _is_ready(self):
        try:
            return self.get("readyz") == "ready\n"
        except urllib.error.HTTPError as error:
            error.close()
            return False

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


class Exporter(Server):
    def __init__(self, daemon):
        super().__init__(daemon, "CANCEL_EXPORTER")

    def told(self):
        text = self.get("metrics")
        requested = re.findall(r"^canceld_cancellations_requested_total\{.*\} (\S+)$", text, re.M)
        position = re.search(r"^canceld_observer_position (\S+)$", text, re.M)
        return int(float(position.group(1))), int(sum(map(float, requested)))

    def position(self):
        return self.told()[0]


class Dashboard(Server):
    def __init__(self, daemon):
        super().__init__(daemon, "CANCEL_DASHBOARD")

    def told(self):
        return None

    def position(self):
        return json.loads(self.get("api/overview"))["position"]


class Snapshots:
    """cancel-top --once, again and again. close() ends it; what went wrong is in `faults`."""

    def __init__(self, daemon):
        self.name = "CANCEL_TOP"
        self.faults = []
        self._arguments = [program(self.name), "--once", "--json", "--limit", "10", *arguments_of(daemon)]
        self._environment = clean_environment(daemon.folder)
        self._position = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._ending.is_set() and not self.faults:
            done = subprocess.run(self._arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  env=self._environment)
            self._take(done)

    def _take(self, done):
        if done.returncode != 0:
            self.faults.append(f"{done.returncode}: {done.stderr}")
            return
        snapshot = json.loads(done.stdout)
        position = snapshot["position"]
        if position < self._position or snapshot["head"] < position:
            self.faults.append(f"position {position} of {snapshot['head']}, after {self._position}")
        self._position = position

    def told(self):
        return None

    def position(self):
        assert not self.faults, self.faults
        return self._position

    def close(self):
        self._ending.set()
        self._thread.join()
