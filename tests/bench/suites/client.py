"""What an owner of work pays, beside SQLite's commit and ZeroMQ's hops alone."""

from .texts import pass_on


def run(bench):
    pass_on(bench, [bench.programs.client, bench.rounds(3, 15)])
