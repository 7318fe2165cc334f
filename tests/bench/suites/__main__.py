"""Measures canceld beside its peers. Started by ./tools/bench, which builds what is needed first."""

import argparse
import importlib
import os
import pathlib
import resource
import signal
import statistics
import sys
import time
import traceback

from .catalogue import SUITES

BUILD = pathlib.Path("build/bench")
BREAK = 1  # the exit code where something broke
ENDING = (signal.SIGTERM, signal.SIGINT)


def arguments_of(words):
    parser = argparse.ArgumentParser(
        prog="./tools/bench", formatter_class=Help,
        description="Installs what is missing, builds a release into build/bench, starts canceld and its peers on the "
                    "same disk,\nand prints medians of alternated rounds, their ratios and whether targets are met.",
        epilog=f"suites:\n{listing()}\n\nResults: build/bench/results/{{results.json,table.md,*.svg}}; logs that are "
               "used again: build/bench/logs.\nNothing fails because a machine is slow; run it on one that does "
               "nothing else. Exit code 1: something broke.")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help="all of them where none is named")
    parser.add_argument("--quick", action="store_true", help="everything small, in about two minutes")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="write the results there, too")
    parser.add_argument("--rounds", metavar="N", type=int, help="repeat alternated runs so often")
    parser.add_argument("--list", action="store_true", help="print the suites, and measure nothing")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    unknown = [name for name in arguments.suites if name not in SUITES]
    if unknown:
        parser.error(f"no such suite: {', '.join(unknown)}; --list shows them")
    if arguments.rounds is not None and arguments.rounds < 1:
        parser.error("--rounds: at least 1")
    if arguments.json:
        arguments.json = pathlib.Path(os.environ.get("BENCH_CALLED_FROM", ".")) / arguments.json
    return arguments


class Help(argparse.RawDescriptionHelpFormatter):
    """As the other tools' --help begins."""

    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, "Usage: " if prefix is None else prefix)


def listing():
    return "\n".join(f"  {name:<10} {summary}" for name, summary in SUITES.items())


def main(words):
    arguments = arguments_of(words)
    if arguments.list:
        print(listing())
    elif not arguments.check:
        return measure(arguments)
    return 0


def measure(arguments):
    from .bench import Bench
    from .programs import Programs
    for number in ENDING:
        signal.signal(number, leave)
    raise_descriptor_limit()
    BUILD.mkdir(parents=True, exist_ok=True)
    bench = Bench(Programs.of_build(BUILD.absolute()), BUILD.absolute(), arguments.quick, arguments.rounds)
    try:
        return report(bench, arguments)
    finally:
        bench.close()


def leave(number, _):
    """An exit ends daemons and removes folders; another signal must not disturb that."""
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    sys.exit(128 + number)


def raise_descriptor_limit():
    """A thousand watchers have some thousands of sockets, in the daemon, too."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def report(bench, arguments):
    from . import bench as results, machine, table
    kind = "quick, so everything was small" if bench.quick else "full"
    description = {"run": f"{time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}, {kind}",
                   **machine.describe(bench.data, bench.programs)}
    syncs = [machine.sync_cost(bench.data, bench.choose(50, 500))]
    if busy := machine.busy_before():
        bench.note(busy)
    broken = [name for name in arguments.suites or SUITES if not run(bench, name)]
    bench.suite = "end"
    syncs.append(machine.sync_cost(bench.data, bench.choose(50, 500)))
    for label, cost in zip(("before", "after"), syncs):
        description[f"4 KiB and fdatasync, {label}"] = machine.sync_text(cost)
    bench.note_disturbances()
    drift(bench, syncs)
    page = table.page(bench.figures, description, bench.notes, SUITES)
    results.write(bench, description, page, arguments.json)
    print(page + "".join(f"\n## {name}\n\n{text}" for name, text in bench.texts.items()), flush=True)
    bench.say(f"results: {bench.results}")
    if broken:
        print(f"bench: broken: {', '.join(broken)}; what happened stands above", file=sys.stderr)
    return BREAK if broken else 0


def drift(bench, syncs):
    """A disk that changed meanwhile makes figures of different suites incomparable; ratios are of the same minute."""
    first, last = (statistics.median(cost["appended"]) for cost in syncs)
    if max(first, last) > 1.5 * min(first, last):
        bench.note(f"The disk's speed changed during the run: fdatasync took {first:.0f} us before it, {last:.0f} us "
                   "after.")


def run(bench, name):
    """Whether nothing broke in this suite. One that can't be measured here is noted."""
    from .programs import Skipped
    bench.suite = name
    try:
        importlib.import_module(f".{name}", __package__).run(bench)
    except Skipped as reason:
        bench.note(f"{name} was skipped: {reason}")
    except Exception:
        bench.note(f"{name} broke before its end.")
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
