"""How fast durable commands are answered, beside peers that take one event of the same size durably."""

import functools
import sqlite3

from .bench import PEERS
from .figures import Figure, ratio_at_least, ratio_at_most

EVENTS = ("redis", "postgres", "nats")


def run(bench):
    one_client(bench)
    many_clients(bench)
    pipelined(bench)
    half_load(bench)


def contenders(bench, kinds, peers, **load):
    """canceld with each kind of command, and the peers."""
    ours = {f"canceld {kind}": functools.partial(bench.load, "canceld", kind, **load) for kind in kinds}
    return {**ours, **{name: functools.partial(bench.load, name, **load) for name in peers}}


def compare(bench, results, kind, name, unit, key, target, more_is_better, note=""):
    """One figure a peer; `target` holds against Redis alone."""
    for peer in results:
        if peer not in PEERS or not results[peer]:
            continue
        bench.add(Figure(bench.suite, name, unit, [result[key] for result in results[f"canceld {kind}"]], PEERS[peer],
                         [result.get(key, result["rate"]) for result in results[peer]],
                         target if peer == "redis" else None, more_is_better, note, rival=peer != "zeromq"))


def one_client(bench):
    bench.say("one client in closed loop")
    results = bench.alternate(bench.rounds(2, 5), contenders(bench, ["cancel"], [*EVENTS, "zeromq"]))
    compare(bench, results, "cancel", "a durable cancel, 1 client, p50", "us", "p50_us", ratio_at_most(1.3), False,
            "two events in one commit")


def many_clients(bench):
    bench.say("64 clients with one request in flight each")
    results = bench.alternate(bench.rounds(2, 5),
                              contenders(bench, ["cancel", "create"], [*EVENTS, "zeromq"], clients=64))
    for kind in ("cancel", "create"):
        compare(bench, results, kind, f"{kind}s, 64 clients x 1", "/s", "rate", ratio_at_least(0.9), True)


def pipelined(bench):
    bench.say("16 clients with 64 requests in flight each")
    rows = rows_a_commit(bench)
    load = {"clients": 16, "in_flight": 64}
    measured = contenders(bench, ["create", "cancel"], [*EVENTS, "zeromq"], **load)
    measured["sqlite"] = functools.partial(bench.load, "sqlite", in_flight=rows)
    results = bench.alternate(bench.rounds(2, 5), measured)
    sqlite = {"canceld cancel": results["canceld cancel"], "sqlite": results.pop("sqlite")}
    compare(bench, results, "create", "creates, 16 clients x 64", "/s", "rate", ratio_at_least(0.85), True)
    compare(bench, results, "cancel", "events of cancels, 16 clients x 64", "/s", "event_rate", ratio_at_least(1.1),
            True)
    if sqlite["sqlite"]:
        bench.add(Figure(bench.suite, "events of cancels, 16 clients x 64", "/s",
                         [result["event_rate"] for result in sqlite["canceld cancel"]], PEERS["sqlite"],
                         [result["rate"] for result in sqlite["sqlite"]], ratio_at_least(0.5), True,
                         f"{rows} rows a commit, both", rival=True))


def rows_a_commit(bench):
    """How many events a commit holds under the pipelined load of cancels: all of one commit have one time."""
    with bench.server(bench.log("rows")) as server:
        bench.load("canceld", "cancel", clients=16, in_flight=64, endpoint=server.commands)
        with sqlite3.connect(f"file:{server.log}?mode=ro", uri=True) as log:
            events, times = log.execute(
                "SELECT count(*), count(DISTINCT time) FROM events WHERE type LIKE 'Cancellation%'").fetchone()
        log.close()
    return max(1, round(events / times))


def half_load(bench):
    """Latencies where the daemon has time: planned requests at half of what it does in closed loop."""
    load = {"clients": 16, "in_flight": 64, "kind": "cancel"}
    full = [bench.load("canceld", **load)["rate"] for _ in range(bench.rounds(1, 3))]
    rate = round(sorted(full)[len(full) // 2] / 2)
    bench.say(f"half load: {rate} cancels/s, planned")
    results = [bench.load("canceld", rate=rate, **load) for _ in range(bench.rounds(2, 5))]
    bench.add(Figure(bench.suite, f"cancels at half load ({rate:,}/s), p99", "us",
                     [result["p99_us"] for result in results], "its own p50", [result["p50_us"] for result in results],
                     ratio_at_most(5)))
