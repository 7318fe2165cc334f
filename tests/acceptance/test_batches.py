"""Arrays of requests: in order, not atomic, one reply."""

import unittest

import zmq

from contract_case import ContractCase
from support import request


class Batches(ContractCase):
    def create_request(self, number, token):
        return request("cancellation/create", number, namespace=self.namespace, id=token)

    def test_the_replies_come_as_one_array_in_order(self):
        client = self.connect(kind=zmq.REQ)
        replies = client.exchange([request("server/info", number) for number in (3, "b", 1)])
        self.assertEqual([reply["id"] for reply in replies], [3, "b", 1])

    def test_a_batch_of_one_is_answered_by_an_array(self):
        replies = self.client.exchange([request("server/info", 9)])
        self.assertEqual([reply["id"] for reply in replies], [9])

    def test_each_command_sees_the_effects_of_those_before_it(self):
        replies = self.client.exchange([
            self.create_request(1, "a"),
            request("cancellation/cancel", 2, namespace=self.namespace, id="a"),
            request("operation/start", 3, namespace=self.namespace, id="o", token="a"),
            request("cancellation/status", 4, namespace=self.namespace, id="a")])
        self.assertFalse(replies[1]["result"]["alreadyCancelled"])
        self.assertTrue(replies[2]["result"]["cancelled"])
        self.assertEqual(replies[3]["result"]["state"], "completed")

    def test_a_batch_is_not_atomic(self):
        """A refused command in the middle leaves those around it done."""
        replies = self.client.exchange([self.create_request(1, "a"), self.create_request(2, "a"),
                                        request("no/such", 3), self.create_request(4, "b")])
        self.assertEqual([reply.get("error", {}).get("code") for reply in replies], [None, -31010, -32601, None])
        self.assertEqual(self.state("b"), "active")

    def test_what_is_no_request_in_a_batch_is_answered_in_its_place(self):
        replies = self.client.exchange([1, request("server/info", 1), {}, {**request("server/info"), "id": None}, []])
        self.assertEqual([reply.get("error", {}).get("code") for reply in replies],
                         [-32600, None, -32600, -32600, -32600])
        self.assertEqual([reply["id"] for reply in replies], [None, 1, None, None, None])

    def test_an_empty_or_longer_array_gets_one_error_and_does_nothing(self):
        for batch in ([], [self.create_request(number, f"t{number}") for number in range(1001)]):
            with self.subTest(length=len(batch)), self.nothing_recorded():
                reply = self.client.exchange(batch)
                self.assertEqual((reply["id"], reply["error"]["code"]), (None, -32600))

    def test_a_batch_of_a_thousand_is_carried_out(self):
        replies = self.client.exchange([self.create_request(number, f"t{number}") for number in range(1000)])
        self.assertEqual([reply["id"] for reply in replies], list(range(1000)))
        self.assertEqual(len(self.events()), 1000)

    def test_the_reply_to_a_batch_with_a_wait_comes_when_all_are_there(self):
        """A wait does not hold up the commands behind it, so a batch may wait for what it does itself."""
        self.create("a")
        with self.within(10):
            replies = self.client.exchange([
                request("cancellation/wait", 1, namespace=self.namespace, id="a", until="cancelled", timeoutMs=12_000),
                request("cancellation/cancel", 2, namespace=self.namespace, id="a")])
        self.assertEqual([reply["id"] for reply in replies], [1, 2])
        self.assertTrue(replies[0]["result"]["cancelled"])

    def test_the_same_command_id_in_one_batch_is_carried_out_once(self):
        command = {"namespace": self.namespace, "commandId": f"{self.namespace}-once"}
        replies = self.client.exchange([request("cancellation/create", 1, **command),
                                        request("cancellation/create", 2, **command)])
        self.assertEqual(replies[0]["result"]["id"], replies[1]["result"]["id"])
        self.assertTrue(replies[1]["result"]["replayed"])
        self.assertEqual(len(self.events()), 1)


if __name__ == "__main__":
    unittest.main()
