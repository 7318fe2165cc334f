"""What observers cost: commands a second, latencies and the daemon's processor time, with them and without."""

import dataclasses
import functools
import pathlib
import signal
import subprocess
import time

from . import programs
from .commands import Commands, create, random_token
from .figures import Figure, ratio_at_least
from .programs import Broken

CROWD = 24
PACE = 2_000  # commands a second: many for a service of cancellations
ELSEWHERE = "elsewhere"  # a namespace in which nothing is done while it is measured
PROBES = 100  # events that show that an observer hears what happens
PROBE_BYTES = 100  # what an observer writes of each of them, at least
LOOK = 0.25  # seconds between two looks at what was written
QUIET_BYTES = 4_096  # an observer that writes no more than that between two looks prints nothing
PATIENCE = 30.0  # seconds


@dataclasses.dataclass(frozen=True)
class Crowd:
    """Observers of one daemon. `stopped` of them get SIGSTOP before anything is measured."""

    name: str
    count: int = 0
    options: tuple = ()
    space: str = "default"  # where what they print happens
    stopped: int = 0


NOBODY = Crowd("no observer")
IDLE = Crowd("1 of another namespace", 1, ("--namespace", ELSEWHERE), ELSEWHERE)
LIVE = Crowd(f"{CROWD} live", CROWD)
ONE_STOPPED = Crowd(f"{CROWD}, 1 stopped", CROWD, stopped=1)
TARGETS = {IDLE: ratio_at_least(0.95), LIVE: ratio_at_least(0.8), ONE_STOPPED: ratio_at_least(0.8)}


class Observers:
    """cancel-tails that print JSON to /dev/null; in a `with` all of them are live. Not thread-safe."""

    def __init__(self, bench, server, commands, crowd):
        self._command = [bench.programs.tail, "--json", "--command-endpoint", server.commands, "--event-endpoint",
                         server.events, *crowd.options]
        self._commands = commands
        self._crowd = crowd
        self._processes = []

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self._processes:
            programs.end(process)

    def _begin(self):
        self._processes = [programs.start(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL) for _ in range(self._crowd.count)]
        self._await_live()
        for process in self._processes[:self._crowd.stopped]:
            process.send_signal(signal.SIGSTOP)

    def _await_live(self):
        """An observer that begins now misses what was done before: events are made until each has printed some."""
        before = self._written()
        deadline = time.monotonic() + PATIENCE
        while not all(now - then > PROBES * PROBE_BYTES for now, then in zip(self._written(), before)):
            if time.monotonic() > deadline:
                raise Broken("a cancel-tail prints nothing")
            self._commands.carry_out(create(random_token(), self._crowd.space) for _ in range(PROBES))
            time.sleep(LOOK)

    def await_quiet(self):
        """Returns when they have printed all that there was; the seconds that it took. Broken where one has ended."""
        begin = quiet_since = time.perf_counter()
        before = self._written()
        while time.perf_counter() < quiet_since + 2 * LOOK:
            time.sleep(LOOK / 10)
            now = self._written()
            if any(written - earlier > QUIET_BYTES for written, earlier in zip(now, before)):
                before, quiet_since = now, time.perf_counter()
        if ended := [process.returncode for process in self._processes if process.poll() is not None]:
            raise Broken(f"a cancel-tail has ended with {ended[0]}")
        return quiet_since - begin

    def _written(self):
        """Bytes that each has written so far; libzmq's own wake-ups are among them, a few bytes each."""
        return [written_bytes(pathlib.Path(f"/proc/{process.pid}/io").read_text()) for process in self._processes]

    def processor_seconds(self):
        """What all of them have used so far."""
        return sum(programs.processor_seconds(process.pid) for process in self._processes)


def written_bytes(text):
    """What /proc/PID/io says of the bytes that a process gave to write()."""
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("wchar:"))


def run(bench):
    saturated(bench)
    paced(bench)


def saturated(bench):
    bench.say("16 clients with 64 requests in flight each")
    results = measure_all(bench)
    for crowd, target in TARGETS.items():
        compare(bench, results, crowd, f"cancels, 16 clients x 64, {crowd.name}", "/s", "rate", target, True)
    tell_costs(bench, results, "16 clients x 64")


def paced(bench):
    bench.say(f"{PACE:,} cancels a second, planned")
    results = measure_all(bench, rate=PACE)
    load = f"{PACE:,}/s planned"
    for crowd, target in TARGETS.items():
        compare(bench, results, crowd, f"cancels, {load}, {crowd.name}", "/s", "rate", target, True)
        for part in ("p50", "p99"):
            compare(bench, results, crowd, f"a cancel, {load}, {crowd.name}, {part}", "us", f"{part}_us")
    tell_costs(bench, results, load)


def tell_costs(bench, results, load):
    """Where the time goes: a machine with few cores shares it between the daemon and those who look at it."""
    compare(bench, results, LIVE, f"the daemon's processor time an event, {load}, {LIVE.name}", "us", "daemon_us")
    each = [result["tails_us"] / CROWD for result in results[LIVE.name]]
    bench.add(Figure(bench.suite, f"each observer's processor time an event, {load}, {LIVE.name}", "us", each))
    behind = [result["behind_ms"] for result in results[LIVE.name]]
    bench.add(Figure(bench.suite, f"how long they print after the end, {load}, {LIVE.name}", "ms", behind))


def measure_all(bench, **load):
    """Results by the name of the crowd."""
    return bench.alternate(bench.rounds(2, 5), {crowd.name: functools.partial(measure, bench, crowd, **load)
                                                for crowd in (NOBODY, *TARGETS)})


def measure(bench, crowd, **load):
    """What load_bench says; how long the observers printed after it, and the processor time that each event took."""
    with bench.server(bench.log("observed")) as server, Commands(server.commands) as commands, \
            Observers(bench, server, commands, crowd) as observers:
        before = spent(server, commands, observers)
        result = bench.load("canceld", "cancel", clients=16, in_flight=64, endpoint=server.commands, **load)
        behind = observers.await_quiet()
        events, daemon, tails = (now - then for now, then in zip(spent(server, commands, observers), before))
    return {**result, "behind_ms": 1e3 * behind, "daemon_us": 1e6 * daemon / events, "tails_us": 1e6 * tails / events}


def spent(server, commands, observers):
    return commands.call("server/info")["head"], server.processor_seconds(), observers.processor_seconds()


def compare(bench, results, crowd, name, unit, key, target=None, more_is_better=False):
    bench.add(Figure(bench.suite, name, unit, [result[key] for result in results[crowd.name]], NOBODY.name,
                     [result[key] for result in results[NOBODY.name]], target, more_is_better))
