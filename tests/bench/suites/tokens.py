"""What a million live tokens cost: memory, and speed of everything else."""

import statistics

from . import plot
from .commands import Commands, create, random_token
from .figures import Figure, at_most, ratio_at_least

FEW = 1_000


def run(bench):
    sizes = bench.choose([FEW, 10_000, 30_000, 100_000], [FEW, 10_000, 100_000, 300_000, 1_000_000])
    memory(bench, sizes)
    rate(bench, sizes)


def fill(server, have, wanted, namespace="live"):
    """Creates tokens that live on."""
    with Commands(server.commands) as commands:
        commands.carry_out(create(random_token(), namespace) for _ in range(wanted - have))


def memory(bench, sizes):
    """In a daemon that does nothing else, so that the difference is the tokens' alone."""
    points = []
    with bench.server(bench.log("memory")) as server:
        for have, wanted in zip([0, *sizes], sizes):
            fill(server, have, wanted)
            server.wait_for_snapshot()
            points.append((wanted, server.resident_bytes()))
            bench.say(f"{wanted:,} live tokens: {points[-1][1] / 2**20:.1f} MiB resident")
    each = (points[-1][1] - points[0][1]) / (points[-1][0] - points[0][0])
    bench.add(Figure(bench.suite, f"memory of a live token, of {sizes[-1]:,}", "bytes", [each], target=at_most(500)))
    bench.curve(plot.Curve("tokens-memory", "Resident memory and live tokens", "live tokens", "bytes",
                           {"canceld": points}))


def rate(bench, sizes):
    """Curve and alternated comparison are of the same load: tokens that come and go beside those that stay."""
    points = []
    with bench.server(bench.log("few")) as few, bench.server(bench.log("many")) as many:
        fill(few, 0, FEW)
        for have, wanted in zip([0, *sizes], sizes):
            fill(many, have, wanted)
            many.wait_for_snapshot()
            points.append((wanted, bench.growth_rates(many)))
            bench.say(f"{wanted:,} live tokens: {statistics.median(points[-1][1]):,.0f} events/s")
        results = bench.alternate(bench.rounds(3, 7), {"many": lambda: bench.append_rate(many),
                                                       "few": lambda: bench.append_rate(few)})
    bench.add(Figure(bench.suite, f"events with {sizes[-1]:,} live tokens", "/s", results["many"],
                     f"with {FEW:,}", results["few"], ratio_at_least(0.9), True))
    bench.curve(plot.growth("tokens-rate", "Append rate and live tokens", "live tokens", "events/s", points))
