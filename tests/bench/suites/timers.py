"""A hundred thousand timers that are due within one second: how late they are, and what is left for commands."""

import datetime
import time

from . import programs
from .commands import Commands
from .figures import Figure, at_most, quantile, ratio_at_least

NAMESPACE = "timed"
SPREAD = 1.0  # seconds within which all are due
LOAD = {"clients": 16, "in_flight": 64, "kind": "create"}

# Of each hundred: tokens with a time to live, operations with a deadline, sessions with a lease and an operation.
MIX = ("token",) * 60 + ("operation",) * 30 + ("session",) * 10
STARTS = {"TokenCreated": "ttlMs", "OperationStarted": "deadlineMs", "SessionOpened": "leaseMs"}


def run(bench):
    count = bench.choose(20_000, 100_000)
    results = bench.alternate(bench.rounds(2, 3), {"timers": lambda: with_timers(bench, count),
                                                   "none": lambda: without(bench)})
    late = [lateness for _, lateness in results["timers"]]
    longest = [max(values) for values in late]
    bench.add(Figure(bench.suite, f"lateness of {count:,} timers, longest of all rounds", "ms", [max(longest)],
                     target=at_most(50), note="rounds: " + ", ".join(f"{value:.0f}" for value in longest)))
    bench.add(Figure(bench.suite, f"lateness of {count:,} timers, p99", "ms",
                     [quantile(values, 0.99) for values in late]))
    bench.add(Figure(bench.suite, f"creates in the second of {count:,} timers", "/s",
                     [rate for rate, _ in results["timers"]], "without timers", results["none"], ratio_at_least(0.5),
                     True))


def without(bench):
    with bench.server(bench.log("none")) as server:
        return load_at(bench, server, time.monotonic())


def with_timers(bench, count):
    """The rate of commands in the second in which the timers are due, and how late each was, in milliseconds."""
    preparing = bench.choose(2.5, 12.0)  # seconds until the first is due
    with bench.server(bench.log("timers")) as server:
        with Commands(server.commands) as commands:
            due = time.monotonic() + preparing
            prepare(commands, count, due)
            if time.monotonic() > due - 0.7:
                bench.note("Some timers were due before the last of them was set: the machine was slow.")
            rate = load_at(bench, server, due)
            time.sleep(0.5)
            late = lateness(commands, count)
    bench.say(f"{len(late):,} timers, longest {max(late):.0f} ms late; {rate:,.0f} commands/s")
    return rate, late


def load_at(bench, server, due):
    """Creates a second from `due` on, for SPREAD seconds; warmed up before."""
    warm_up = 0.5
    time.sleep(max(0.0, due - warm_up - 0.1 - time.monotonic()))
    return programs.result_of(bench.start_load("canceld", endpoint=server.commands, seconds=SPREAD, warm_up=warm_up,
                                               **LOAD))["rate"]


def prepare(commands, count, due):
    """Sets the timers. Sessions first: their operations name them by the ids that the daemon gives."""
    kinds = [MIX[index % len(MIX)] for index in range(count)]
    sessions = open_sessions(commands, [index for index, kind in enumerate(kinds) if kind == "session"], count, due)
    commands.carry_out(requests(kinds, count, due, iter(sessions)))


def remaining(index, count, due):
    """The milliseconds from now that make timer `index` due at its place within the second."""
    return max(1, round(1e3 * (due + SPREAD * index / count - time.monotonic())))


def open_sessions(commands, indexes, count, due):
    """Their ids, which stand in the replies."""
    found = []
    for begin in range(0, len(indexes), 1_000):
        commands.send("[" + ",".join(
            '{"jsonrpc":"2.0","id":1,"method":"session/open","params":{"namespace":"%s","name":"s","leaseMs":%d}}'
            % (NAMESPACE, remaining(index, count, due)) for index in indexes[begin:begin + 1_000]) + "]")
        found += [part.partition('"')[0] for part in commands.receive().decode().split('"session":"')[1:]]
    return found


def requests(kinds, count, due, sessions):
    for index, kind in enumerate(kinds):
        yield ('{"jsonrpc":"2.0","id":1,"method":"%s","params":{"id":"t%d","namespace":"%s",%s}}'
               % (method_of(kind), index, NAMESPACE, timer_of(kind, remaining(index, count, due), sessions)))


def method_of(kind):
    return "cancellation/create" if kind == "token" else "operation/start"


def timer_of(kind, milliseconds, sessions):
    if kind == "session":
        return f'"session":"{next(sessions)}"'
    return f'"{"ttlMs" if kind == "token" else "deadlineMs"}":{milliseconds}'


def lateness(commands, count):
    """How late each timer was by the log: when its event was recorded, less when what it times began and its length.

    Waits until all are there, for 30 seconds at most; those that are missing then count as 30 seconds late.
    """
    end = time.monotonic() + 30
    while True:
        late = lateness_in(read(commands))
        if len(late) >= count or time.monotonic() > end:
            return late + [30e3] * (count - len(late))
        time.sleep(0.5)


def read(commands):
    after = 0
    while True:
        page = commands.call("events/read", after=after, limit=10_000, namespace=NAMESPACE, types=[
            *STARTS, "CancellationRequested", "CancellationExpired", "SessionClosed"])
        yield from page["events"]
        after = page["next"]
        if after >= page["head"]:
            return


def lateness_in(events):
    """Milliseconds for each timer of which both ends are among these events."""
    due, late = {}, []
    for event in events:
        data, subject = event["data"], subject_of(event)
        length = data.get(STARTS.get(event["type"]))
        if length is not None:
            due[subject] = milliseconds_of(event["time"]) + length
        elif fired(event) and subject in due:
            late.append(milliseconds_of(event["time"]) - due.pop(subject))
    return late


def subject_of(event):
    return event.get("token") or event["data"].get("session")


def fired(event):
    data = event["data"]
    return data.get("because") in ("ttl", "lease_elapsed") or data.get("cause") == "timeout"


def milliseconds_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1e3
