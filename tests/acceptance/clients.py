"""Plain clients of the command socket and of the event socket. Each is used from one thread."""

import collections
import itertools
import json
import os
import time

import zmq

from conditions import PATIENCE, await_condition

ERROR_NAMES = {
    -31001: {"CancellationTokenNotFound"},
    -31002: {"OperationNotFound"},
    -31003: {"CancellationAlreadyRequested"},
    -31004: {"AlreadyTerminal"},
    -31005: {"CancellationTimeout"},
    -31006: {"LimitExceeded"},
    -31007: {"Unauthorized"},
    -31008: {"StorageUnavailable"},
    -31009: {"SessionNotFound"},
    -31010: {"TokenExists", "OperationExists"},
    -31011: {"TokenInUse"},
    -31012: {"PositionPruned"},
}


class RpcError(Exception):
    """An error that the daemon answered, with its code and its data (an empty dict where it had none)."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.code = error["code"]
        self.message = error["message"]
        self.data = error.get("data") or {}


class Client:
    """One connection: a DEALER without envelope, or a REQ. Its requests have the ids 1, 2, 3 … unless told."""

    def __init__(self, endpoint, kind=zmq.DEALER, correlate=False, timeout=PATIENCE):
        self.socket = zmq.Context.instance().socket(kind)
        self.socket.linger = 0
        if correlate:
            self.socket.setsockopt(zmq.REQ_CORRELATE, 1)
        self.timeout = timeout
        self._ids = itertools.count(1)
        self._others = collections.OrderedDict()
        self.socket.connect(endpoint)

    def close(self):
        self.socket.close()

    def send(self, payload, envelope=()):
        self.socket.send_multipart([*envelope, payload])

    def receive_frames(self, timeout=None):
        if not self.socket.poll(1000 * (self.timeout if timeout is None else timeout)):
            raise TimeoutError("no reply")
        return self.socket.recv_multipart()

    def receive(self, timeout=None):
        return json.loads(self.receive_frames(timeout)[-1])

    def exchange(self, payload):
        """Sends bytes, text, or anything that json can write; returns the next reply, parsed."""
        if not isinstance(payload, bytes):
            payload = payload if isinstance(payload, str) else json.dumps(payload)
            payload = payload.encode()
        self.send(payload)
        return self.receive()

    def post(self, method, **parameters):
        """Sends a request without waiting for its reply; returns its id, for result_of()."""
        number = next(self._ids)
        self.send(json.dumps(request(method, number, **parameters)).encode())
        return number

    def result_of(self, number, timeout=None):
        """The result of a posted request, whatever else is answered before it. Raises RpcError."""
        while number not in self._others:
            reply = self.receive(timeout)
            self._others[reply["id"]] = reply
        return result_in(self._others.pop(number))

    def call(self, method, **parameters):
        return self.result_of(self.post(method, **parameters))


def request(method, number=1, **parameters):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}


def result_in(reply):
    """The result in a reply; an error is raised as RpcError. Checks what every reply must look like."""
    assert reply["jsonrpc"] == "2.0", reply
    assert ("result" in reply) != ("error" in reply), reply
    if "result" in reply:
        return reply["result"]
    error = RpcError(reply["error"])
    assert isinstance(error.code, int) and isinstance(error.message, str), reply
    names = ERROR_NAMES.get(error.code)
    assert names is None or error.data.get("name") in names, f"error.data.name carries the name: {reply}"
    raise error


Message = collections.namedtuple("Message", "topic event frames")


class Subscriber:
    """A SUB socket that is known to be subscribed: a token of its own namespace proves it before the first test."""

    _numbers = itertools.count(1)

    def __init__(self, daemon, topics):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.linger = 0
        self.socket.rcvhwm = 0
        self.socket.sndhwm = 0
        for topic in topics:
            self.socket.subscribe(topic)
        self.socket.connect(daemon.event_endpoint)
        self.seen = []
        self._probe = "\0"
        self._prove(daemon)

    def _prove(self, daemon):
        namespace = f"probe-{os.getpid()}-{next(self._numbers)}"
        topic = f"{namespace} "
        self.socket.subscribe(topic)
        client = daemon.client()

        def heard():
            client.call("cancellation/create", namespace=namespace)
            return any(message.topic.startswith(topic) for message in self.drain(0.02))
        try:
            await_condition(heard, "the subscription to take effect", pause=0)
        finally:
            client.close()
        self.socket.unsubscribe(topic)
        self._probe = topic
        self.seen.clear()

    def close(self):
        self.socket.close()

    def receive(self, timeout=PATIENCE):
        """The next message, or None when none comes within `timeout` seconds. Leaves the probe's own out."""
        deadline = time.monotonic() + timeout
        while self.socket.poll(max(0, 1000 * (deadline - time.monotonic()))):
            frames = self.socket.recv_multipart()
            message = Message(frames[0].decode(), json.loads(frames[-1]), frames)
            self.seen.append(message)
            if not message.topic.startswith(self._probe):
                return message
        return None

    def drain(self, quiet):
        """All messages until none has come for `quiet` seconds."""
        return list(iter(lambda: self.receive(quiet), None))

    def wait_for(self, predicate, timeout=PATIENCE):
        """The first message from now on for which `predicate(message)` holds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            message = self.receive(max(0, deadline - time.monotonic()))
            if message and predicate(message):
                return message
        raise AssertionError(f"no such message within {timeout} s; seen: {[m.topic for m in self.seen]}")
