"""How long the loop stands still for a snapshot of a million live tokens, seen by one who asks all the time."""

import subprocess
import time

from . import programs
from .commands import Commands
from .figures import Figure, at_most, quantile
from .plot import Curve
from .programs import Skipped
from .server import files_of
from .tokens import fill

WANTED = 2  # snapshots that are observed


def run(bench):
    live = bench.choose(100_000, 1_000_000)
    if not makes_snapshots(bench):
        raise Skipped("this canceld makes no snapshots")
    with bench.server(bench.log("live"), f"storage.snapshot_events={live}") as server:
        fill(server, 0, live)
        server.wait_for_snapshot()
        during, between, all_probes = observe(bench, server)
    if not during:
        raise Skipped("no snapshot was made in time")
    report(bench, live, during, between)
    bench.curve(Curve("snapshot-gaps", "Round trip of a question while snapshots are made", "seconds",
                      "milliseconds", {"between snapshots": thinned(all_probes, False),
                                       "during a snapshot": thinned(all_probes, True)},
                      scattered=("during a snapshot",)))


def makes_snapshots(bench):
    done = subprocess.run([bench.programs.canceld, "--print-config"], capture_output=True, text=True)
    return "snapshot_events" in done.stdout


def observe(bench, server):
    """Asks without pause under a moderate load; (milliseconds during snapshots, those between, (time, ms, during))."""
    longest = bench.choose(10, 120)
    load = bench.start_appending(server.commands, longest + 1, bench.append_rate(server) / 2)
    try:
        with Commands(server.commands) as commands:
            probes = list(probe(commands, files_of(server.log)[".snapshot.new"], longest))
    finally:
        programs.end(load)
    during = [milliseconds for _, milliseconds, making in probes if making]
    between = [milliseconds for _, milliseconds, making in probes if not making]
    bench.say(f"{len(during):,} answers during snapshots, {len(between):,} between them")
    return during, between, probes


def probe(commands, making, longest):
    """One that began or ended while a snapshot was being made counts as during it."""
    begin, finished, was = time.perf_counter(), 0, False
    while finished < WANTED and time.perf_counter() - begin < longest:
        before, asked = making.exists(), time.perf_counter()
        commands.call("server/info")
        answered = time.perf_counter()
        now = making.exists()
        yield asked - begin, 1e3 * (answered - asked), before or now
        finished += was and not now
        was = now


def report(bench, live, during, between):
    name = f"an answer during a snapshot of {live:,} live tokens"
    for part, label in ((0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (1, "longest")):
        bench.add(Figure(bench.suite, f"{name}, {label}", "ms", [quantile(during, part)], "between snapshots",
                         [quantile(between, part)] if between else []))
    if between:
        more = max(0.0, quantile(during, 0.999) - quantile(between, 0.999))
        bench.add(Figure(bench.suite, "what a snapshot adds to the wait for an answer, p99.9", "ms", [more],
                         target=at_most(5)))


def thinned(probes, making):
    """The longest of each tenth of a second, so that the picture stays small."""
    longest = {}
    for at, milliseconds, during in probes:
        if during == making:
            slot = int(at * 10) / 10
            longest[slot] = max(longest.get(slot, 0), milliseconds)
    return sorted(longest.items())
