"""Great logs that are built once and used again while daemon and schema stay the same, in build/bench/logs."""

import itertools
import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import time

from .commands import Commands, cancel, create, random_token
from .server import files_of, size_of

# Namespaces of very different sizes: a question for the small one must not read the others.
SMALL, SMALL_TOKENS = "small", 300
NAMESPACES = (("large", 70), ("medium", 29), ("many", 1))
RARE_CAUSE, RARE_TOKENS = "security_violation", 300
CAUSES = (("user_requested", 80), ("timeout", 15), ("superseded", 5))
LATEST = "built-latest"


class LogStore:
    """A log of so many events. path() builds it where it is not there."""

    def __init__(self, bench, events):
        self._bench = bench
        self.events = events
        self._folder = bench.logs / f"{events}"
        self.log = self._folder / "log.db"
        self._path_of_facts = self._folder / "built.json"
        self._facts = None

    def facts(self):
        """What was measured while it was built: growth, sizes of the files, when, the daemon's version and schema."""
        if self._facts is None:
            if not self._usable():
                self._build()
            self._facts = json.loads(self._path_of_facts.read_text())
        return self._facts

    def copy(self):
        """A copy to write to, which all suites of this run share. It grows as they use it."""
        target = self._bench.data / f"copy-{self.events}" / "log.db"
        if not target.exists():
            self.facts()
            target.parent.mkdir()
            self._bench.say("copying the built log")
            for ending in ("", "-wal", ".snapshot"):
                source = files_of(self.log)[ending]
                if source.exists():
                    subprocess.run(["cp", "--reflink=auto", source, files_of(target)[ending]], check=True)
        return target

    def _usable(self):
        if not self._path_of_facts.exists():
            return False
        facts = json.loads(self._path_of_facts.read_text())
        usable = facts["version"] == self._version() and facts["schema"] == self._schema()
        if usable:
            self._bench.note(f"The log of {facts['head']:,} events and its growth curve are from {facts['built']}; "
                             "remove build/bench/logs to build it anew.")
        return usable

    def _version(self):
        asked = subprocess.run([self._bench.programs.canceld, "--version"], capture_output=True, text=True)
        return asked.stdout.strip()

    def _schema(self):
        """Of the logs that this daemon makes."""
        with self._bench.server(self._bench.log("schema")) as server:
            return schema_of(server.log)

    def _build(self):
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True)
        with self._bench.server(self.log) as server:
            growth = self._grow(server)
            with Commands(server.commands) as commands:
                head = commands.call("server/info")["head"]
            server.stop()
        sizes = {name: size_of(files_of(self.log)[ending])
                 for name, ending in (("db", ""), ("wal", "-wal"), ("snapshot", ".snapshot"))}
        built = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        facts = {"version": self._version(), "schema": schema_of(self.log), "built": built, "head": head,
                 "sizes": sizes, "growth": growth}
        self._path_of_facts.write_text(json.dumps(facts))

    def _grow(self, server):
        """Builds it; returns the points of the growth curve, (events in the log, [events appended a second there])."""
        bench, points, have = self._bench, [], 0
        lives = all_lives(self.events // 3)
        steps = bench.choose(4, 8)
        with Commands(server.commands) as commands:
            for step in range(steps + 1):
                points.append((have, bench.growth_rates(server)))
                have = commands.call("server/info")["head"]
                bench.say(f"log of {points[-1][0]:,} events: {statistics.median(points[-1][1]):,.0f} events/s")
                wanted = self.events * (step + 1) // steps
                if step < steps and wanted > have:
                    commands.carry_out(itertools.islice(lives, (wanted - have) // 3 * 2))
                    have = commands.call("server/info")["head"]
            commands.carry_out(latest())
        return points


def schema_of(log):
    connection = sqlite3.connect(f"file:{log}?mode=ro", uri=True)
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()


def all_lives(tokens):
    """The requests of so many tokens' lives, and of further ones without end; rare ones are spread evenly."""
    choose = random.Random(1)
    small_every = max(1, tokens // SMALL_TOKENS)
    rare_every = max(1, tokens // RARE_TOKENS)
    for index in itertools.count():
        namespace = SMALL if index % small_every == 0 else drawn(choose, NAMESPACES)
        cause = RARE_CAUSE if index % rare_every == rare_every // 2 else drawn(choose, CAUSES)
        yield from life(random_token(), namespace, cause)


def drawn(choose, weighted):
    names, weights = zip(*weighted)
    return choose.choices(names, weights)[0]


def life(token, namespace, cause):
    return (create(token, namespace), cancel(
        token, namespace, f',"cause":"{cause}","reason":"no longer wanted","requestedBy":"user-{token[:2]}"'))


def latest():
    """One token whose name is known, among the last ones."""
    return life(LATEST, SMALL, "user_requested")
