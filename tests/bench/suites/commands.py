"""Commands for a daemon in great numbers: batches of 1,000 requests, a few of them in flight."""

import json
import random
import time

import zmq

from .programs import Broken

SILENCE = 120_000  # milliseconds without a reply after which the daemon counts as gone
BATCH = 1_000  # requests in one message, which is the most
IN_FLIGHT = 4  # messages
BATCHES_A_SECOND = 250  # where a rate is planned: small ones, so that no batch holds others up


def create(token, namespace, more=""):
    """The text of one request; `more` are further parameters, each with a comma before it."""
    return ('{"jsonrpc":"2.0","id":1,"method":"cancellation/create","params":{"id":"%s","namespace":"%s"%s}}'
            % (token, namespace, more))


def cancel(token, namespace, more=""):
    return ('{"jsonrpc":"2.0","id":1,"method":"cancellation/cancel","params":{"id":"%s","namespace":"%s"%s}}'
            % (token, namespace, more))


def random_token():
    """Names as programs make them: random, so that no order among them helps."""
    return "%020x" % random.getrandbits(80)


def pair(namespace, more=""):
    """A token's whole life in two requests and three events."""
    token = random_token()
    return create(token, namespace) + "," + cancel(token, namespace, more)


class Commands:
    """One connection. Not thread-safe; use it in a `with`."""

    def __init__(self, endpoint):
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RCVTIMEO, SILENCE)
        self._socket.setsockopt(zmq.SNDTIMEO, SILENCE)
        self._socket.connect(endpoint)
        self._open = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()
        self._context.term()

    def send(self, text):
        self._socket.send(text.encode())
        self._open += 1

    def receive(self):
        """The next reply's bytes; an error anywhere in it is Broken."""
        try:
            reply = self._socket.recv()
        except zmq.Again:
            raise Broken("canceld does not answer") from None
        self._open -= 1
        if b'"error":{' in reply:
            at = reply.index(b'"error":{')
            raise Broken("canceld answered " + reply[at:at + 200].decode(errors="replace"))
        return reply

    def call(self, method, **params):
        self.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
        return json.loads(self.receive())["result"]

    def stream(self, batches):
        """Sends each text of `batches`, an array's inside, with a few in flight; yields once for each reply."""
        for batch in batches:
            self.send("[" + batch + "]")
            if self._open >= IN_FLIGHT:
                self.receive()
                yield
        while self._open:
            self.receive()
            yield

    def carry_out(self, requests):
        """Carries out all of these requests, in order."""
        for _ in self.stream(batches_of(requests)):
            pass


def batches_of(requests, size=BATCH):
    batch = []
    for request in requests:
        batch.append(request)
        if len(batch) == size:
            yield ",".join(batch)
            batch = []
    if batch:
        yield ",".join(batch)


def append_rate(endpoint, seconds, namespace="load", rate=0):
    """Appends whole lives of tokens; returns events a second. Tokens that live are as many after as before.

    `rate` in events a second plans them, 0 takes as many as the daemon does.
    """
    size = BATCH // 2 if rate == 0 else max(1, min(BATCH // 2, round(rate / 3 / BATCHES_A_SECOND)))
    begin = time.perf_counter()
    end = begin + seconds

    def batches():
        sent = 0
        while time.perf_counter() < end:
            if rate:
                time.sleep(max(0.0, begin + sent * 3 * size / rate - time.perf_counter()))
            yield ",".join(pair(namespace) for _ in range(size))
            sent += 1

    with Commands(endpoint) as commands:
        answered = sum(1 for _ in commands.stream(batches()))
    return answered * 3 * size / (time.perf_counter() - begin)
