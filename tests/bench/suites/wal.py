"""The write-ahead log under endless load, with a reader that holds it back half of the time."""

import sqlite3
import threading
import time

from . import programs
from .figures import Figure, ratio_at_most
from .plot import Curve
from .server import files_of, size_of


class SlowReader(threading.Thread):
    """Holds a read transaction for `hold` seconds, pauses as long, and so on until stop()."""

    def __init__(self, log, hold):
        super().__init__(daemon=True)
        self._log = log
        self._hold = hold
        self._stopped = threading.Event()

    def run(self):
        connection = sqlite3.connect(f"file:{self._log}?mode=ro", uri=True, isolation_level=None)
        try:
            while not self._stopped.is_set():
                connection.execute("BEGIN")
                connection.execute("SELECT position FROM events LIMIT 1").fetchall()
                self._stopped.wait(self._hold)
                connection.execute("COMMIT")
                self._stopped.wait(self._hold)
        finally:
            connection.close()

    def stop(self):
        self._stopped.set()
        self.join()


def run(bench):
    hold = bench.choose(1, 5)
    seconds = hold * bench.choose(6, 16)
    free, free_sizes = observed(bench, seconds / 2, None)
    held, held_sizes = observed(bench, seconds, hold)
    half = len(held_sizes) // 2
    bench.add(Figure(bench.suite, f"the WAL's greatest size, last half of {seconds} s", "MiB",
                     [mebibytes(held_sizes[half:])], "in the first half", [mebibytes(held_sizes[:half])],
                     ratio_at_most(1.5), note=f"a reader holds it back {hold} s of every {2 * hold}"))
    bench.add(Figure(bench.suite, "the WAL's greatest size without a reader", "MiB", [mebibytes(free_sizes)]))
    for part in ("p50", "p99"):
        bench.add(Figure(bench.suite, f"a create beside endless appends and a slow reader, {part}", "us",
                         [held[f"{part}_us"]], "without a reader", [free[f"{part}_us"]]))
    bench.curve(Curve("wal-size", "Size of the WAL under endless load", "seconds", "bytes",
                      {"with a slow reader": held_sizes, "without": free_sizes}))


def observed(bench, seconds, hold):
    """Latencies of one client's commits beside endless appends, and the WAL's size over time."""
    with bench.server(bench.log(f"held-{hold}")) as server:
        appending = bench.start_appending(server.commands, seconds)
        load = bench.start_load("canceld", "create", seconds=seconds, warm_up=0, endpoint=server.commands)
        reader = SlowReader(server.log, hold) if hold else None
        if reader:
            reader.start()
        sizes = sampled(load, files_of(server.log)["-wal"])
        if reader:
            reader.stop()
        result = programs.result_of(load)
        rate = programs.result_of(appending)["rate"]
    bench.say(f"{rate:,.0f} events/s for {result['seconds']:.0f} s, WAL at most {mebibytes(sizes):.1f} MiB")
    return result, sizes


def sampled(load, wal):
    sizes, begin = [], time.monotonic()
    while load.poll() is None:
        sizes.append((round(time.monotonic() - begin, 2), size_of(wal)))
        time.sleep(0.1)
    return sizes


def mebibytes(sizes):
    """The greatest of them."""
    return max(size for _, size in sizes) / 2**20
