"""Connections of every kind come and go, and the daemon stays as it is."""

import json
import random
import resource
import unittest

from e2e_case import LONG, EndToEndCase
from process_figures import descriptors, process_id, processor_seconds, resident_kilobytes
from raw_peer import COMMAND, GREETING, LARGE, MORE, RawPeer, frame, ready_command
from support import Client, await_condition, request

import zmq

CHURN = 2000
WAVE = 50
IDLE = 500
MEBIBYTE = 1024 * 1024

PING = json.dumps(request("server/info")).encode()


HANDSHAKE = GREETING + ready_command("DEALER")
TOO_LARGE = HANDSHAKE + frame(bytes(2 * MEBIBYTE))


def garbage():
    """What no ZeroMQ client sends, each with a name."""
    source = random.Random(1)
    octets = {
        "nothing": b"",
        "one zero": b"\0",
        "another protocol": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "half a greeting": GREETING[:32],
        "a greeting and no more": GREETING,
        "a greeting of another mechanism": GREETING.replace(b"NULL\0", b"CURVE"),
        "a greeting of version 1": b"\xff" + bytes(8) + b"\x7f\x01",
        "a handshake that is cut off": HANDSHAKE[:-3],
        "a handshake of another kind of socket": GREETING + ready_command("PUSH"),
        "a handshake of no kind of socket": GREETING + ready_command("nonsense"),
        "a command that is none": HANDSHAKE + frame(b"\x07NONSENSE", COMMAND),
        "an empty message": HANDSHAKE + frame(b""),
        "frames without an end": HANDSHAKE + 100 * frame(b"x", MORE),
        "a length beyond every memory": HANDSHAKE + bytes([LARGE]) + b"\x7f" + 7 * b"\xff",
        "a negative length": HANDSHAKE + bytes([LARGE]) + 8 * b"\xff",
        "more than a message may have": TOO_LARGE,
        "unknown flags": HANDSHAKE + b"\xf8\x03abc",
        "zeroes": bytes(100_000),
    }
    for number in range(20):
        for begin, name in ((b"", "random bytes"), (GREETING, "a greeting and random bytes"),
                            (HANDSHAKE, "a handshake and random bytes")):
            octets[f"{name}, {number}"] = begin + source.randbytes(source.randint(1, 3000))
    return octets


def setUpModule():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4 * IDLE:
        raise unittest.SkipTest(f"this user may open only {hard} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4 * IDLE), hard))


class ConnectionsCase(EndToEndCase):
    def setUp(self):
        self.running = self.daemon()
        self.good = self.client(self.running)
        self.good.call("server/info")
        self.watching = self.subscriber(self.running, "good ")
        self.served = 0

    def raw(self, endpoint=None):
        return self.opened(RawPeer(endpoint or self.running.command_endpoint))

    def check_served(self):
        """Old connections are, and so is a new one."""
        self.served += 1
        token = f"t{self.served}"
        self.good.call("cancellation/create", namespace="good", id=token)
        self.watching.wait_for(lambda message: message.event.get("token") == token)
        client = Client(self.running.command_endpoint)
        try:
            client.call("cancellation/cancel", namespace="good", id=token)
        finally:
            client.close()

    def await_descriptors(self, count):
        await_condition(lambda: descriptors(self.running) <= count,
                        f"the daemon to have {count} descriptors again instead of {descriptors(self.running)}", LONG)


class ShortLived(ConnectionsCase):
    def call_and_go(self, number):
        socket = zmq.Context.instance().socket(zmq.REQ if number % 2 else zmq.DEALER)
        try:
            socket.connect(self.running.command_endpoint)
            socket.send(PING)
            self.assertTrue(socket.poll(20_000))
        finally:
            socket.close(0)

    def ask_and_go(self, number):
        """Does not wait for the reply, which then has nowhere to go."""
        peer = RawPeer(self.running.command_endpoint)
        try:
            peer.shake_hands()
            peer.send(frame(PING))
        finally:
            peer.close()

    def subscribe_and_go(self, number):
        peer = RawPeer(self.running.event_endpoint)
        try:
            peer.shake_hands("SUB")
            peer.send(frame(b"\x01" + f"namespace-{number} ".encode()))
        finally:
            peer.close()

    def churn(self, count):
        """In waves, and waits until the daemon has noticed that all of one have gone: how many are there at a time
        decides how much memory it needs, and the allocator does not give back all of that."""
        ways = (self.call_and_go, self.ask_and_go, self.subscribe_and_go)
        before = descriptors(self.running)
        for number in range(count):
            ways[number % len(ways)](number)
            if number % WAVE == 0:
                self.await_descriptors(before)
                self.check_served()

    def test_memory_and_descriptors_are_back_when_they_have_gone(self):
        before = descriptors(self.running)
        self.churn(CHURN // 2)  # libraries keep what they needed once
        resident = resident_kilobytes(self.running)
        self.churn(CHURN)
        self.await_descriptors(before)
        self.assertLess(resident_kilobytes(self.running) - resident, 2048)
        self.check_served()

    def test_waits_of_clients_that_have_gone_leave_nothing_behind(self):
        self.good.call("cancellation/create", id="a")
        before = descriptors(self.running)
        for number in range(300):
            peer = RawPeer(self.running.command_endpoint)
            peer.shake_hands()
            peer.send(frame(json.dumps(request("cancellation/wait", number, id="a", until="cancelled",
                                               timeoutMs=60_000)).encode()))
            peer.close()
        self.await_descriptors(before)
        self.good.call("cancellation/cancel", id="a")
        self.check_served()


class Garbage(ConnectionsCase):
    def throw(self, endpoint, octets):
        peer = self.raw(endpoint)
        try:
            peer.send(octets)
        except ConnectionError:
            pass  # it has heard enough
        return peer

    def test_on_either_endpoint_it_disturbs_nobody_while_it_stays_or_when_it_goes(self):
        before = descriptors(self.running)
        for endpoint in (self.running.command_endpoint, self.running.event_endpoint):
            peers = []
            for what, octets in garbage().items():
                with self.subTest(endpoint=endpoint, octets=what):
                    peers.append(self.throw(endpoint, octets))
                    self.good.call("server/info")
            self.check_served()
            for peer in peers:
                peer.close()
        self.check_served()
        self.await_descriptors(before + 4)  # those of the clients of check_served() may still be on their way

    def test_a_hundred_half_handshakes_disturb_nobody(self):
        for number in range(100):
            self.throw(self.running.command_endpoint, HANDSHAKE[:number])
        self.check_served()

    def test_a_message_that_is_too_large_costs_its_sender_the_connection(self):
        peer = self.throw(self.running.command_endpoint, TOO_LARGE)
        self.assertTrue(peer.is_closed_by_peer())
        self.check_served()

    def test_messages_that_no_json_reader_takes_are_answered(self):
        peer = self.raw().shake_hands()
        source = random.Random(2)
        for _ in range(200):
            peer.send(frame(source.randbytes(source.randint(0, 400))))
            _, body = peer.receive_frame()
            self.assertIn(json.loads(body)["error"]["code"], (-32700, -32600))
        self.check_served()


class Idle(ConnectionsCase):
    def test_five_hundred_that_say_nothing_cost_nothing(self):
        before = descriptors(self.running)
        peers = [self.raw().shake_hands() for _ in range(IDLE)]
        peers += [self.raw(self.running.event_endpoint).shake_hands("SUB") for _ in range(IDLE)]
        self.check_served()
        used = processor_seconds(self.running)
        heartbeats = self.subscriber(self.running, "$heartbeat")
        for _ in range(4):
            heartbeats.wait_for(lambda message: message.topic == "$heartbeat")
        self.assertLess(processor_seconds(self.running) - used, 0.5)
        self.check_served()
        for peer in peers:
            peer.close()
        self.await_descriptors(before + 8)

    def test_when_it_has_no_descriptors_left_the_old_connections_are_served_and_new_ones_later(self):
        limit = descriptors(self.running) + 20
        resource.prlimit(process_id(self.running), resource.RLIMIT_NOFILE, (limit, limit))
        peers = [self.raw() for _ in range(100)]
        token = self.good.call("cancellation/create", namespace="good", id="t")
        self.watching.wait_for(lambda message: message.event["position"] == token["position"])
        for peer in peers:
            peer.close()
        self.check_served()


if __name__ == "__main__":
    unittest.main()
