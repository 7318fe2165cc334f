"""Frames, the JSON-RPC envelope, ids of all kinds, hostile input and the size limit."""

import json
import unittest

import zmq

from contract_case import ContractCase
from support import PATIENCE, await_condition, request, result_in

MEBIBYTE = 1 << 20


def info(number=1):
    return request("server/info", number)


class Frames(ContractCase):
    def test_a_plain_req_socket_gets_its_reply(self):
        client = self.connect(kind=zmq.REQ)
        for number in (1, 2, 3):
            self.assertEqual(client.exchange(info(number))["id"], number)

    def test_a_req_socket_with_req_correlate_gets_its_reply(self):
        client = self.connect(kind=zmq.REQ, correlate=True)
        for number in (1, 2, 3):
            self.assertEqual(client.exchange(info(number))["id"], number)

    def test_a_dealer_gets_every_frame_before_the_last_back_unchanged(self):
        envelopes = [[], [b""], [b"a", b""], [b"\x00\xff", b"", b"", b"x" * 300], [b"{}"], [b"one", b"two"]]
        for envelope in envelopes:
            with self.subTest(envelope=envelope):
                self.client.send(json.dumps(info()).encode(), envelope)
                frames = self.client.receive_frames()
                self.assertEqual(frames[:-1], envelope)
                result_in(json.loads(frames[-1]))

    def test_an_error_repeats_the_frames_too(self):
        self.client.send(b"no json", [b"trace", b""])
        frames = self.client.receive_frames()
        self.assertEqual(frames[:-1], [b"trace", b""])
        self.assertEqual(json.loads(frames[-1])["error"]["code"], -32700)

    def test_an_empty_last_frame_is_answered_as_not_json(self):
        client = self.connect(kind=zmq.REQ)
        self.assert_includes(client.exchange(b"")["error"], code=-32700)

    def test_commands_of_one_connection_are_carried_out_in_the_order_sent(self):
        numbers = []
        for index in range(100):
            numbers.append(self.client.post("cancellation/create", namespace=self.namespace, id=f"t{index}"))
            numbers.append(self.client.post("cancellation/cancel", namespace=self.namespace, id=f"t{index}"))
        positions = [self.client.result_of(number)["position"] for number in numbers]
        self.assertEqual(positions, sorted(set(positions)))

    def test_many_connections_are_served_at_the_same_time(self):
        clients = [self.connect() for _ in range(40)]
        numbers = [client.post("cancellation/create", namespace=self.namespace, id=f"t{index}")
                   for index, client in enumerate(clients)]
        results = [client.result_of(number) for client, number in zip(clients, numbers)]
        self.assertEqual(len({result["position"] for result in results}), 40)


class Ids(ContractCase):
    def test_an_id_is_returned_with_its_exact_type_and_value(self):
        """`1` and `"1"` differ, 64-bit integers survive."""
        ids = [0, 1, "1", -1, "", "0", "a" * 500, "ümläut 日本 🎈", 'quo"te\\', "line\nbreak", "nul\u0000nul",
               2**31, 2**53 + 1, 2**63 - 1, -2**63]
        for number in ids:
            with self.subTest(id=number):
                reply = self.client.exchange(info(number))
                self.assertEqual((type(reply["id"]), reply["id"]), (type(number), number))
                result_in(reply)

    def test_an_integer_id_beyond_64_bits_is_never_answered_altered(self):
        for number in (2**63, 2**64 - 1, 2**64, 10**30):
            with self.subTest(id=number):
                reply = self.client.exchange(info(number))
                if reply["id"] is None:
                    self.assertEqual(reply["error"]["code"], -32600)
                else:
                    self.assertEqual((type(reply["id"]), reply["id"]), (int, number))

    def test_an_error_carries_the_id_of_its_request(self):
        for number in (7, "seven"):
            reply = self.client.exchange(request("no/such", number))
            self.assertEqual(reply["id"], number)

    def test_a_missing_null_fractional_or_other_id_gets_minus_32600_with_a_null_id(self):
        """Every request gets exactly one reply, because a REQ peer would otherwise wait for ever."""
        client = self.connect(kind=zmq.REQ)
        without = {"jsonrpc": "2.0", "method": "server/info"}
        for message in (without, *({**without, "id": bad} for bad in (None, 1.5, True, False, [], [1], {}))):
            with self.subTest(message=message):
                reply = client.exchange(message)
                self.assertEqual((reply["id"], reply["error"]["code"]), (None, -32600))

    def test_a_command_with_a_wrong_id_is_not_carried_out(self):
        with self.nothing_recorded():
            self.client.exchange({**request("cancellation/create", namespace=self.namespace), "id": None})


class Envelope(ContractCase):
    def code_of(self, payload):
        return self.client.exchange(payload)["error"]["code"]

    def test_what_is_not_json_gets_minus_32700_with_a_null_id(self):
        hostile = ["", " ", "{", "nope", "{}{}", json.dumps(info()) + "x", "[1,]", '{"a":1,}', "{'a':1}", "NaN",
                   '{"jsonrpc":"2.0","id":1,"method":"server/info","params":{"x":NaN}}', '"open', "\x00", "01"]
        for text in hostile:
            with self.subTest(text=text):
                reply = self.client.exchange(text)
                self.assertEqual((reply["id"], reply["error"]["code"]), (None, -32700))

    def test_bytes_that_are_not_utf8_are_refused(self):
        """Text is UTF-8: not JSON, or a wrong parameter, but never accepted."""
        name = b'{"jsonrpc":"2.0","id":1,"method":"cancellation/create","params":{"id":"%b"}}'
        for octets in (b"\xff", b"\xc3(", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"):
            with self.subTest(octets=octets), self.nothing_recorded():
                self.assertIn(self.code_of(name % octets), (-32700, -32602))

    def test_a_lone_surrogate_is_no_text(self):
        with self.nothing_recorded():
            payload = r'{"jsonrpc":"2.0","id":1,"method":"cancellation/create","params":{"id":"\ud800"}}'
            self.assertIn(self.code_of(payload), (-32700, -32602))

    def test_json_that_is_no_request_gets_minus_32600(self):
        no_requests = [1, "text", None, True, {}, {"id": 1}, {"jsonrpc": "2.0", "id": 1},
                       {"jsonrpc": "1.0", "id": 1, "method": "server/info"}, {"id": 1, "method": "server/info"},
                       {"jsonrpc": 2.0, "id": 1, "method": "server/info"}, {"jsonrpc": "2.0", "id": 1, "method": 5},
                       {"jsonrpc": "2.0", "id": 1, "method": None},
                       {"jsonrpc": "2.0", "id": 1, "result": {}}]
        for message in no_requests:
            with self.subTest(message=message):
                reply = self.client.exchange(json.dumps(message))
                self.assertEqual(reply["error"]["code"], -32600)
                self.assertIn(reply["id"], (None, 1))

    def test_params_that_are_no_object_are_refused(self):
        for params in (5, "text", [1], True):
            with self.subTest(params=params), self.nothing_recorded():
                message = {"jsonrpc": "2.0", "id": 1, "method": "cancellation/create", "params": params}
                self.assertIn(self.code_of(message), (-32600, -32602))

    def test_params_may_be_left_out_where_nothing_is_required(self):
        result_in(self.client.exchange({"jsonrpc": "2.0", "id": 1, "method": "server/info"}))
        result_in(self.client.exchange({"jsonrpc": "2.0", "id": 1, "method": "cancellation/create"}))

    def test_an_unknown_method_gets_minus_32601(self):
        for method in ("", "cancellation/remove", "Cancellation/create", "cancellation/create ", "rpc.discover"):
            with self.subTest(method=method):
                self.assertEqual(self.code_of(request(method)), -32601)

    def test_unknown_members_and_parameters_are_ignored(self):
        result_in(self.client.exchange({**info(), "extra": [1, 2]}))
        self.create("a", nonsense={"deep": [None]}, reason=5)
        self.assertEqual(self.state("a"), "active")

    def test_deep_nesting_is_answered_and_the_daemon_lives_on(self):
        deep = "[" * 100_000 + "]" * 100_000
        reply = self.client.exchange(deep)
        self.assertIn((reply[0] if isinstance(reply, list) else reply)["error"]["code"], (-32700, -32600))
        reply = self.client.exchange('{"jsonrpc":"2.0","id":1,"method":"server/info","params":{"x":%s}}' % deep)
        self.assertTrue("result" in reply or reply["error"]["code"] in (-32700, -32600, -32602))
        result_in(self.client.exchange(info()))

    def test_numbers_beyond_every_range_are_refused_and_the_daemon_lives_on(self):
        message = '{"jsonrpc":"2.0","id":1,"method":"cancellation/create","params":{"ttlMs":%s}}'
        for number in ("1e400", "1e300", "99999999999999999999999999"):
            with self.subTest(number=number), self.nothing_recorded():
                self.assertIn(self.code_of(message % number), (-32700, -32602))


class Size(ContractCase):
    def padded(self, size, number=1):
        text = json.dumps(info(number))
        return (text + " " * (size - len(text))).encode()

    def test_a_request_of_exactly_one_mebibyte_is_answered(self):
        result_in(self.client.exchange(self.padded(MEBIBYTE)))

    def test_a_larger_request_drops_the_connection_of_its_sender_and_nothing_else(self):
        bystander = self.connect()
        self.create("a")
        waiting = bystander.post("cancellation/wait", namespace=self.namespace, id="a", until="cancelled",
                                 timeoutMs=15_000)
        result_in(bystander.exchange(info("in between")))
        self.client.send(self.padded(MEBIBYTE + 1, number="too large"))
        self.assert_reconnects()
        self.cancel("a")
        self.assertTrue(bystander.result_of(waiting)["cancelled"])

    def assert_reconnects(self):
        def answered():
            self.client.send(json.dumps(info("back")).encode())
            try:
                reply = self.client.receive(0.2)
            except TimeoutError:
                return False
            self.assertEqual(reply["id"], "back", "an oversize request is not answered")
            return True
        await_condition(answered, "the dropped peer to be served again", PATIENCE)
        self.client.send(json.dumps(info("last")).encode())
        while self.client.receive()["id"] != "last":
            pass  # replies that came too late for their question


if __name__ == "__main__":
    unittest.main()
