"""How long a cancel takes to the one process that waits for it, when a thousand wait, and what they cost when idle."""

import gc
import time

import zmq

from .commands import Commands, cancel, create, random_token
from .figures import Figure, at_most, quantile, ratio_at_most
from .programs import Broken

NAMESPACE = "watched"
PATIENCE = 2_000  # milliseconds until an event counts as lost
MANY = 1_000
ATTEMPTS = 5


class Watchers:
    """So many SUB sockets, each subscribed to one token that is alive. Not thread-safe; use it in a `with`."""

    def __init__(self, server, count, commands):
        self._commands = commands
        self._context = zmq.Context()
        self._context.set(zmq.MAX_SOCKETS, count + 16)
        self._sockets = [self._socket(server.events) for _ in range(count)]
        self._tokens = [None] * count

    def __enter__(self):
        self._watch_new(range(len(self._sockets)))
        return self

    def __exit__(self, *_):
        for socket in self._sockets:
            socket.close()
        self._context.term()

    def _socket(self, endpoint):
        socket = self._context.socket(zmq.SUB)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RCVTIMEO, PATIENCE)
        socket.connect(endpoint)
        return socket

    def _watch_new(self, indexes):
        """A subscription takes a moment to arrive: the token's creation, seen here, says that it has."""
        missing = list(indexes)
        for _ in range(ATTEMPTS):
            for index in missing:
                self._subscribe_to_new(index)
            time.sleep(0.002 if len(missing) < 10 else 0.5)
            self._commands.carry_out(create(self._tokens[index], NAMESPACE) for index in missing)
            missing = [index for index in missing if not self._event(self._sockets[index], b"TokenCreated")]
            if not missing:
                return
        raise Broken("a subscription does not arrive")

    def _subscribe_to_new(self, index):
        if self._tokens[index]:
            self._sockets[index].setsockopt(zmq.UNSUBSCRIBE, self._topic(index))
        self._tokens[index] = random_token()
        self._sockets[index].setsockopt(zmq.SUBSCRIBE, self._topic(index))

    def _topic(self, index):
        return f"{NAMESPACE} {self._tokens[index]} ".encode()

    @staticmethod
    def _event(socket, kind):
        try:
            while not socket.recv_multipart()[0].endswith(kind):
                pass
            return True
        except zmq.Again:
            return False

    def cancel(self, index):
        """Seconds from sending the cancel to having its event, None where it was lost. Then the watcher waits anew."""
        text = cancel(self._tokens[index], NAMESPACE)
        begin = time.perf_counter()
        self._commands.send(text)
        arrived = self._event(self._sockets[index], b"CancellationRequested")
        seconds = time.perf_counter() - begin
        self._commands.receive()
        self._watch_new([index])
        return seconds if arrived else None


def run(bench):
    cancels = bench.choose(250, 2_000)
    with bench.server(bench.log("watched")) as server, Commands(server.commands) as commands:
        def p99_of(count):
            with Watchers(server, count, commands) as watchers:
                bench.say(f"{count} watchers wait")
                return p99(watchers, count, cancels)

        results = bench.alternate(bench.rounds(2, 5), {"many": lambda: p99_of(MANY), "one": lambda: p99_of(1)})
        idle = idle_share(bench, server, commands)
    lost = sum(lost for found in results.values() for _, lost in found)
    bench.add(Figure(bench.suite, f"a cancel to its watcher, {MANY:,} watchers, p99", "us",
                     [value for value, _ in results["many"]], "one watcher", [value for value, _ in results["one"]],
                     ratio_at_most(2), note=f"{lost} events lost" if lost else ""))
    bench.add(Figure(bench.suite, f"the idle daemon with {MANY:,} watchers", "% of a core", [100 * idle],
                     target=at_most(2)))


def p99(watchers, count, cancels):
    """Microseconds, and how many events were lost."""
    gc.disable()
    try:
        found = [watchers.cancel(index * 7 % count) for index in range(cancels)]
    finally:
        gc.enable()
    seconds = [value for value in found if value is not None]
    return 1e6 * quantile(seconds, 0.99), len(found) - len(seconds)


def idle_share(bench, server, commands):
    seconds = bench.choose(4, 10)
    with Watchers(server, MANY, commands):
        before, begin = server.processor_seconds(), time.perf_counter()
        time.sleep(seconds)
        return (server.processor_seconds() - before) / (time.perf_counter() - begin)
