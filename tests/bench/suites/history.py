"""Questions about the past, asked while the daemon appends: through cancelctl, and through the view in sqlite3."""

import dataclasses
import statistics
import subprocess
import time

from . import programs
from .figures import Figure, at_most, ratio_at_least
from .log_store import LATEST, RARE_CAUSE, SMALL, LogStore
from .programs import Broken

BACKGROUND = 3_000  # events a second meanwhile, where latencies are measured
PAUSE = 0.1  # seconds from one question to the next, where the rate of appends is measured
NEWEST = 100  # rows, where very many would fit
LONGEST = 120  # seconds for one question


@dataclasses.dataclass(frozen=True)
class Question:
    name: str
    options: tuple  # of cancelctl history
    condition: str  # the same in SQL


QUESTIONS = (
    Question("last hour", ("--since", "1h", "--limit", NEWEST),
             "requested_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour')"),
    Question("a namespace of few tokens", ("--namespace", SMALL, "--limit", NEWEST), f"namespace = '{SMALL}'"),
    Question("a namespace of most tokens", ("--namespace", "large", "--limit", NEWEST), "namespace = 'large'"),
    Question("one token", ("--namespace", SMALL, "--token", LATEST), f"namespace = '{SMALL}' AND token = '{LATEST}'"),
    Question("a rare cause", ("--cause", RARE_CAUSE, "--limit", NEWEST), f"cause = '{RARE_CAUSE}'"),
    Question("a frequent cause", ("--cause", "timeout", "--limit", NEWEST), "cause = 'timeout'"),
)


def run(bench):
    store = LogStore(bench, bench.choose(300_000, 10_000_000))
    with bench.server(store.copy()) as server:
        latencies(bench, server)
        share(bench, server)
        server.stop()


def through_cancelctl(bench, log, question):
    return [bench.programs.cancelctl, "history", "--db", log, "--json", *question.options]


def through_sqlite(log, question):
    return ["sqlite3", "-readonly", log, f"SELECT * FROM cancellation_history WHERE {question.condition} "
                                         f"ORDER BY requested_at DESC LIMIT {NEWEST}"]


def latencies(bench, server):
    """Each question's time, the program's start included; what the start takes alone stands beside it."""
    starts = {"cancelctl": timed(bench, [bench.programs.cancelctl, "--version"]),
              "sqlite3": timed(bench, ["sqlite3", "-readonly", server.log, ""])}
    background = bench.start_appending(server.commands, 3600, BACKGROUND)
    try:
        for question in QUESTIONS:
            for program, command in (("cancelctl", through_cancelctl(bench, server.log, question)),
                                     ("sqlite3", through_sqlite(server.log, question))):
                found = timed(bench, command)
                bench.add(Figure(bench.suite, f"{question.name}, {program}, p50", "ms", found,
                                 target=at_most(50),
                                 note=f"of it {statistics.median(starts[program]):.1f} ms the program's start"))
                bench.say(f"{question.name} through {program}: {statistics.median(found):.1f} ms")
    finally:
        programs.end(background)


def timed(bench, command):
    """Milliseconds of each repetition; as many as fit into some time, at least two."""
    found = []
    end = time.perf_counter() + bench.choose(0.4, 4)
    while len(found) < 2 or (time.perf_counter() < end and len(found) < 100):
        begin = time.perf_counter()
        ask(command)
        found.append((time.perf_counter() - begin) * 1e3)
    return found


def ask(command):
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Broken(f"{command[0]} did not answer within {LONGEST} s") from None
    if done.returncode:
        raise Broken(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")


def share(bench, server):
    """How much of the append rate is left while people ask: ten questions a second, and as many as one can ask."""
    seconds = bench.choose(1, 4)

    def alone():
        return programs.result_of(bench.start_appending(server.commands, seconds))["rate"]

    def asked(pause):
        load = bench.start_appending(server.commands, seconds)
        for command in commands_without_end(bench, server.log):
            if load.poll() is not None:
                return programs.result_of(load)["rate"]
            next_one = time.monotonic() + pause
            ask(command)
            time.sleep(max(0.0, next_one - time.monotonic()))

    results = bench.alternate(bench.rounds(2, 5), {"asked": lambda: asked(PAUSE), "at once": lambda: asked(0.0),
                                                   "alone": alone})
    bench.add(Figure(bench.suite, f"events appended while {1 / PAUSE:.0f} questions a second are asked", "/s",
                     results["asked"], "without questions", results["alone"], ratio_at_least(0.8), True))
    bench.add(Figure(bench.suite, "events appended while one question follows another, on one core", "/s",
                     results["at once"], "without questions", results["alone"]))


def commands_without_end(bench, log):
    while True:
        for question in QUESTIONS:
            yield through_cancelctl(bench, log, question)
            yield through_sqlite(log, question)
