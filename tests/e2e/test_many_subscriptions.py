"""A SUB socket with ten thousand prefixes has all of them, also after the daemon was killed."""

import json
import unittest

from e2e_case import LONG, EndToEndCase
from support import request, result_in

import zmq

TOKENS = 10_000
NAMESPACE = "n"

# What every token goes through, one fact a step, so that each step is a message for each subscription.
STEPS = [
    ("operation/start", {}, "OperationStarted"),
    ("cancellation/cancel", {"graceMs": 600_000}, "CancellationRequested"),
    ("operation/executed", {}, "CancellationExecuted"),
    ("operation/finish", {"outcome": "stopped"}, "CancellationCompleted"),
]


class TenThousandSubscriptions(EndToEndCase):
    def setUp(self):
        self.running = self.daemon()

    def subscribe(self, **options):
        """`SNDHWM` 0 before connect, as the socket needs for more than a thousand; and heartbeats."""
        socket = zmq.Context.instance().socket(zmq.SUB)
        self.addCleanup(socket.close, 0)
        socket.sndhwm = 0
        socket.rcvhwm = 0
        for topic in ["$heartbeat", *(f"{NAMESPACE} {token} " for token in range(TOKENS))]:
            socket.subscribe(topic)
        socket.connect(self.running.event_endpoint)
        return socket

    def command_all(self, client, method, parameters):
        for first in range(0, TOKENS, 1000):
            batch = [request(method, token, namespace=NAMESPACE, id=str(token), **parameters)
                     for token in range(first, first + 1000)]
            for reply in client.exchange(batch):
                result_in(reply)

    def await_heartbeat(self, socket):
        """One that was sent from now on: the connection is there."""
        head = self.client(self.running).call("server/info")["head"]
        while socket.poll(LONG * 1000):
            topic, beat = socket.recv_multipart()
            if topic == b"$heartbeat" and json.loads(beat)["head"] >= head:
                return
        self.fail("no heartbeat")

    def heard_until_quiet(self, socket, kind):
        """The tokens whose event of this kind came."""
        tokens = []
        while len(tokens) < TOKENS and socket.poll(3000):
            topic = socket.recv_multipart()[0].decode()
            if topic.endswith(f" {kind}"):
                tokens.append(int(topic.split()[1]))
        return tokens

    def take_step(self, client, socket, step):
        method, parameters, kind = step
        self.command_all(client, method, parameters)
        return self.heard_until_quiet(socket, kind)

    def test_all_are_served_before_and_after_kill_minus_nine(self):
        socket = self.subscribe()
        self.await_heartbeat(socket)
        client = self.client(self.running, timeout=LONG)
        self.assertEqual(len(self.take_step(client, socket, STEPS[0])), TOKENS)
        self.running.restart()
        self.await_heartbeat(socket)
        again = self.client(self.running, timeout=LONG)
        # A heartbeat comes as soon as its own prefix is there again; the others may need until the next step.
        heard = []
        for step in STEPS[1:]:
            heard = self.take_step(again, socket, step)
            if len(heard) == TOKENS:
                break
        self.assertEqual(heard, list(range(TOKENS)), "all, in order, and each once")

    def test_a_kill_in_the_middle_of_subscribing_loses_none(self):
        socket = self.subscribe()
        self.running.restart()
        self.await_heartbeat(socket)
        client = self.client(self.running, timeout=LONG)
        for step in STEPS:
            heard = self.take_step(client, socket, step)
            if len(heard) == TOKENS:
                break
        self.assertEqual(heard, list(range(TOKENS)))


if __name__ == "__main__":
    unittest.main()
