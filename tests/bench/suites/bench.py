"""One run of ./tools/bench: what the suites measure with, and where they put what they found."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from . import machine, plot, programs
from .commands import append_rate
from .programs import Broken, Skipped
from .server import Server

PEERS = {"redis": "Redis", "postgres": "PostgreSQL", "nats": "NATS (acknowledges before it syncs)",
         "zeromq": "ZeroMQ echo (keeps nothing)", "sqlite": "bare SQLite"}


class Bench:
    """`quick` makes everything small; `rounds` overrides how often alternated runs are repeated."""

    def __init__(self, tools, build, quick=False, rounds=None):
        self.programs = tools
        self.quick = quick
        self.figures = []
        self.curves = []
        self.notes = []
        self.texts = {}
        self.suite = ""
        self.logs = build / "logs"
        self.results = build / "results"
        self._rounds = rounds
        self._begin = time.monotonic()
        self._disk = tempfile.TemporaryDirectory(prefix="data-", dir=build)
        self.data = pathlib.Path(self._disk.name)
        self.data.chmod(0o755)  # servers that refuse to run as root run as somebody else
        self._missing = set()
        self._measured = 0
        self._disturbed = 0

    def close(self):
        self._disk.cleanup()

    def choose(self, quick, full):
        """The size of something in a quick run, and in a full one."""
        return quick if self.quick else full

    def rounds(self, quick, full):
        return self._rounds or self.choose(quick, full)

    def say(self, text):
        """A line of progress on stderr."""
        print(f"bench: {time.monotonic() - self._begin:5.0f} s  {self.suite}: {text}", file=sys.stderr, flush=True)

    def note(self, sentence):
        """What a reader of the figures must know."""
        if sentence not in self.notes:
            self.notes.append(sentence)
            self.say(sentence)

    def add(self, figure):
        self.figures.append(figure)

    def curve(self, curve):
        self.curves.append(curve)

    # Daemons and logs

    def log(self, name):
        """The path of a log that does not exist yet, on the disk that is measured."""
        folder = self.data / f"{self.suite}-{name}"
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder / "log.db"

    def server(self, log, *settings):
        """A daemon on this log, not started."""
        return Server(self.programs.canceld, log, settings)

    # Loads

    def load(self, target, kind=None, clients=1, in_flight=1, seconds=None, warm_up=None, rate=None, endpoint=None):
        """What load_bench says of one run."""
        return programs.result_of(self.start_load(target, kind, clients, in_flight, seconds, warm_up, rate, endpoint))

    def start_load(self, target, kind=None, clients=1, in_flight=1, seconds=None, warm_up=None, rate=None,
                   endpoint=None):
        """The same, as a process that runs meanwhile; programs.result_of() waits for it."""
        command = [self.programs.load, target, "--json", "--clients", clients, "--in-flight", in_flight,
                   "--folder", self.data, "--seconds", seconds or self.choose(0.5, 3),
                   "--warm-up", self.choose(0.2, 0.5) if warm_up is None else warm_up]
        for option, value in (("--kind", kind), ("--rate", rate), ("--endpoint", endpoint)):
            if value:
                command += [option, value]
        return programs.start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=self._environment())

    def _environment(self):
        return {**os.environ, "CANCELD": str(self.programs.canceld)}

    def start_appending(self, endpoint, seconds, rate=0):
        """A process that appends; its result's "rate" is in events a second."""
        return programs.start([sys.executable, "-B", "-m", f"{__package__}.append", endpoint, seconds, rate],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def append_rate(self, server, seconds=None):
        """Events a second that a daemon appends: whole lives of tokens, three events each, in batches of 1,000."""
        return append_rate(server.commands, seconds or self.choose(0.7, 3))

    def growth_rates(self, server):
        """The same, of three short rounds: a point of a growth curve."""
        return [self.append_rate(server, self.choose(0.2, 1)) for _ in range(3)]

    # Rounds

    def alternate(self, rounds, contenders):
        """Calls each of `contenders`, names and functions, in turn, so often. Returns each one's results by name.

        One that can't be measured here is left out, and that is noted; canceld itself must not fail.
        """
        found = {name: [] for name in contenders}
        for _ in range(rounds):
            for name in [name for name in contenders if name not in self._missing]:
                with self._disturbance_told():
                    found[name] += self._try(name, contenders[name])
        return found

    def _try(self, name, measure):
        """A list of its result; of nothing where it is a peer that can't be measured."""
        try:
            return [measure()]
        except (Skipped, Broken) as error:
            if name not in PEERS:
                raise
            self._missing.add(name)
            self.note(f"{PEERS[name]} was skipped: {str(error).splitlines()[-1]}")
            return []

    @contextlib.contextmanager
    def _disturbance_told(self):
        """Counts a round, and those in which the host took more than a twentieth of this machine's time away."""
        before = machine.processor_ticks()
        yield
        every, stolen = (after - earlier for after, earlier in zip(machine.processor_ticks(), before))
        self._measured += 1
        if every and stolen > every / 20:
            self._disturbed += 1
            self.say(f"disturbed: the host took {100 * stolen / every:.0f} % of the processors' time away")

    def note_disturbances(self):
        if self._disturbed:
            self.note(f"{self._disturbed} of {self._measured} rounds were disturbed: the host gave more than 5 % of the "
                      "processors' time to others.")


def write(bench, description, page, extra):
    """Writes results.json, table.md and the pictures. `extra` is a further place for the JSON, or None."""
    bench.results.mkdir(parents=True, exist_ok=True)
    for curve in bench.curves:
        problem = plot.draw(curve, bench.results / f"{curve.name}.svg")
        if problem:
            bench.say(f"no picture {curve.name}.svg: {problem}")
    document = json.dumps({
        "quick": bench.quick, "machine": description, "figures": [figure.as_json() for figure in bench.figures],
        "curves": [curve.as_json() for curve in bench.curves], "notes": bench.notes, "texts": bench.texts,
    }, indent=1) + "\n"
    for path in filter(None, (bench.results / "results.json", extra)):
        pathlib.Path(path).write_text(document)
    (bench.results / "table.md").write_text(page)
