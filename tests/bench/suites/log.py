"""A log that has grown: appending to it, starting on it, its size."""

from . import plot
from .commands import Commands
from .figures import Figure, at_least, at_most, ratio_at_least
from .log_store import LogStore
from .server import files_of


def run(bench):
    store = LogStore(bench, bench.choose(300_000, 10_000_000))
    facts = store.facts()
    growth(bench, facts)
    sizes(bench, facts)
    log = store.copy()
    appending(bench, log)
    restarting(bench, log)
    rebuilding(bench, log)


def growth(bench, facts):
    bench.curve(plot.growth("log-rate", "Append rate and the log's size", "events in the log", "events/s",
                            facts["growth"]))


def sizes(bench, facts):
    parts = ", ".join(f"{name} {size / 2**20:,.0f} MiB" for name, size in facts["sizes"].items())
    bench.add(Figure(bench.suite, f"an event on the disk, of {facts['head']:,}", "bytes",
                     [sum(facts["sizes"].values()) / facts["head"]], target=at_most(250), note=parts))


def appending(bench, log):
    bench.say("appending to the great log and to an empty one")
    with bench.server(log) as great, bench.server(bench.log("empty")) as empty:
        with Commands(great.commands) as commands:
            head = commands.call("server/info")["head"]
        results = bench.alternate(bench.rounds(3, 7), {"great": lambda: bench.append_rate(great),
                                                       "empty": lambda: bench.append_rate(empty)})
        great.stop()
    bench.add(Figure(bench.suite, f"events appended to a log of {head:,}", "/s", results["great"], "to an empty one",
                     results["empty"], ratio_at_least(0.9), True))


def restarting(bench, log):
    """Each start follows appends, so that there is something after the last snapshot."""
    bench.say("restarting")
    seconds = {"SIGTERM": [], "SIGKILL": []}
    server = bench.server(log)
    try:
        server.start()
        for _ in range(bench.rounds(1, 5)):
            for name, end in (("SIGTERM", server.stop), ("SIGKILL", server.kill)):
                bench.append_rate(server)
                end()
                seconds[name].append(server.start())
                bench.say(f"ready {seconds[name][-1]:.2f} s after {name}, read again {replayed(server):,} events")
        server.stop()
    finally:
        server.close()
    for name, found in seconds.items():
        bench.add(Figure(bench.suite, f"from the start to ready, after {name}", "s", found, target=at_most(2)))


def replayed(server):
    """How many events the start had to read; all of the log's where the daemon does not say so."""
    return server.ready_line.get("replayed", server.ready_line["head"])


def rebuilding(bench, log):
    """Without a snapshot all events are read again; what comes out is the same."""
    bench.say("starting without a snapshot")
    rates = []
    server = bench.server(log)
    try:
        for _ in range(bench.rounds(1, 3)):
            for ending in (".snapshot", ".snapshot.new"):
                files_of(log)[ending].unlink(missing_ok=True)
            seconds = server.start()
            rates.append(replayed(server) / seconds)
            bench.say(f"{replayed(server):,} events in {seconds:.2f} s")
            server.stop()
    finally:
        server.close()
    bench.add(Figure(bench.suite, "events read again without a snapshot", "/s", rates, target=at_least(500_000),
                     more_is_better=True))
