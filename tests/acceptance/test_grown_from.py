"""What the systems that this one grew out of promise and test, here over the wire; and where they fail their users."""

import concurrent.futures
import unittest

from contract_case import ContractCase
from support import result_in


class MocoPo(ContractCase):
    """Tokens over JSON-RPC. The messages are those of its guide, character for character where it shows them."""

    def send(self, text):
        return result_in(self.client.exchange(text))

    def test_the_guides_own_messages_work_as_written(self):
        created = self.send('{"jsonrpc": "2.0", "id": 1, "method": "cancellation/create", '
                            '"params": {"id": "my-token"}}')
        self.assert_includes(created, id="my-token", cancelled=False)
        cancelled = self.send('{"jsonrpc": "2.0", "id": 2, "method": "cancellation/cancel", '
                              '"params": {"id": "my-token", "reason": "User requested cancellation"}}')
        self.assert_includes(cancelled, success=True)
        status = self.send('{"jsonrpc": "2.0", "id": 3, "method": "cancellation/status", '
                           '"params": {"id": "my-token"}}')
        self.assert_includes(status, id="my-token", cancelled=True, reason="User requested cancellation")
        tokens = self.send('{"jsonrpc": "2.0", "id": 4, "method": "cancellation/list"}')["tokens"]
        listed = next(token for token in tokens if token["id"] == "my-token")
        self.assert_includes(listed, cancelled=True, reason="User requested cancellation")

    def test_create_with_and_without_an_id(self):
        self.assertEqual(self.create("named")["id"], "named")
        self.assertTrue(self.create()["id"])

    def test_cancel_without_a_reason(self):
        self.create("a")
        self.assertTrue(self.cancel("a")["success"])
        self.assertIsNone(self.status("a").get("reason"))

    def test_unknown_is_an_error_and_not_not_cancelled(self):
        for method in ("status", "cancel", "release"):
            with self.refused(-31001):
                self.call(f"cancellation/{method}", id="nobody")

    def test_creating_an_id_again_does_not_un_cancel_it(self):
        self.create("a")
        self.cancel("a", reason="first")
        with self.refused(-31010):
            self.create("a")
        self.assert_includes(self.status("a"), cancelled=True, reason="first")

    def test_a_second_cancel_does_not_erase_the_first_reason(self):
        self.create("a")
        self.cancel("a", reason="first")
        self.cancel("a")
        self.cancel("a", reason="third")
        self.assertEqual(self.status("a")["reason"], "first")

    def test_a_token_is_removed_by_release_and_all_are_cleared_by_cancel_many(self):
        for token in ("a", "b", "c"):
            self.create(token)
        self.release("a")
        self.assertEqual(self.cancel_many(reason="clear")["matched"], 2)
        self.assertEqual(self.call("cancellation/list", state="active")["tokens"], [])

    def test_a_long_tool_that_shares_a_token_learns_the_reason_and_stops(self):
        self.create("my-token")
        self.begin("call-1", token="my-token", tool="longRunning")
        self.begin("call-2", token="my-token", tool="longRunning")
        self.assertFalse(self.status("call-1")["cancelled"])
        self.cancel("my-token", reason="User requested cancellation")
        for call in ("call-1", "call-2"):
            self.assertEqual(self.status(call)["reason"], "User requested cancellation")
            self.executed(call)
            self.finish(call)
        self.assert_includes(self.status("my-token"), state="completed")


class MagicTunnel(ContractCase):
    """A manager with events, statistics and named errors."""

    def test_token_creation_and_expiry(self):
        self.assertIsNotNone(self.create("a", ttlMs=50)["expiresAt"])
        self.await_state("a", "expired")

    def test_graceful_waits_for_the_owners_word(self):
        """There it is a 100 ms sleep without acknowledgement."""
        self.begin("o")
        self.cancel("o")
        self.create("control", ttlMs=150)
        self.await_state("control", "expired")
        self.assertEqual(self.state("o"), "requested")
        self.executed("o")
        self.finish("o")
        self.assertEqual(self.state("o"), "completed")

    def test_force_cancellation(self):
        self.begin("o")
        self.assert_includes(self.cancel("o", mode="force"), success=True)
        self.assertEqual(self.status("o")["mode"], "force")

    def test_every_subscriber_is_told_requested_executed_and_completed(self):
        subscribers = [self.subscribe(f"{self.namespace} ") for _ in range(2)]
        self.begin("o")
        self.cancel("o")
        self.executed("o")
        self.finish("o")
        for subscriber in subscribers:
            for kind in ("CancellationRequested", "CancellationExecuted", "CancellationCompleted"):
                subscriber.wait_for(lambda message: message.topic.endswith(kind))

    def test_who_comes_after_the_cancel_learns_of_it_too(self):
        """There a receiver taken after the cancel never fires."""
        self.begin("o")
        position = self.cancel("o")["position"]
        late = self.connect()
        self.assertTrue(late.call("cancellation/wait", namespace=self.namespace, id="o", until="cancelled",
                                  timeoutMs=10_000)["cancelled"])
        read = late.call("events/read", after=position - 1, namespace=self.namespace)["events"]
        self.assertEqual(read[0]["type"], "CancellationRequested")

    def test_the_four_named_errors(self):
        self.create("a")
        self.cancel("a")
        for name, method, parameters in (
                ("CancellationTokenNotFound", "cancellation/status", {"id": "nobody"}),
                ("OperationNotFound", "operation/finish", {"id": "nobody", "outcome": "stopped"}),
                ("CancellationAlreadyRequested", "cancellation/cancel", {"id": "a", "ifCancelled": "error"}),
                ("CancellationTimeout", "cancellation/wait", {"id": self.create()["id"], "until": "cancelled",
                                                              "timeoutMs": 1})):
            with self.subTest(name), self.refused({"CancellationTokenNotFound": -31001, "OperationNotFound": -31002,
                                                   "CancellationAlreadyRequested": -31003,
                                                   "CancellationTimeout": -31005}[name]) as caught:
                self.call(method, **parameters)
            self.assertEqual(caught.exception.data["name"], name)

    def test_cancelled_tokens_do_not_count_as_active(self):
        """There the cap counts cancelled tokens."""
        before = self.client.call("stats/read")["active_tokens"]
        self.create("a")
        self.create("b")
        self.cancel("a")
        self.assertEqual(self.client.call("stats/read")["active_tokens"], before + 1)


class RequestIds(ContractCase):
    """notifications/cancelled: requests are known by their id, a string or a number."""

    def test_one_and_the_string_one_are_different_requests(self):
        self.begin("number", requestId=1)
        self.begin("string", requestId="1")
        entries = self.call("operation/list")["operations"]
        found = [entry["operation"] for entry in entries if entry["requestId"] == "1"]
        self.assertEqual(found, ["string"])

    def test_a_child_alone_can_be_cancelled_and_really_stops(self):
        """There cancelling a child alone reports success and does nothing."""
        self.begin("parent")
        self.begin("child", token="parent")
        self.cancel("child")
        self.assertEqual([self.state("parent"), self.state("child")], ["active", "requested"])

    def test_a_cancel_is_answered_and_told_within_half_a_second(self):
        """The worst of ten; the machine may be busy, so the bound here is four times that."""
        subscriber = self.subscribe(f"{self.namespace} ")
        for number in range(10):
            self.begin(f"o{number}")
            with self.within(2):
                self.cancel(f"o{number}")
                subscriber.wait_for(lambda message: message.event["type"] == "CancellationRequested")


class Pipelines(ContractCase):
    """Propagation: pre-aborted work never runs, terminal states are frozen, others survive."""

    def test_a_late_abort_is_harmless(self):
        self.begin("o")
        self.finish("o", "succeeded")
        before = self.status("o")
        with self.refused(-31004, state="released"):
            self.cancel("o")
        self.assertEqual(self.status("o"), before)

    def test_other_executions_survive(self):
        for number in range(5):
            self.begin(f"o{number}")
        self.cancel("o2")
        self.assertEqual([self.status(f"o{number}")["cancelled"] for number in range(5)],
                         [False, False, True, False, False])

    def test_fifty_at_once_register_cancel_and_unregister(self):
        def life(number):
            client = self.daemon.client()
            try:
                name = {"namespace": self.namespace, "id": f"o{number}"}
                client.call("operation/start", **name)
                client.call("cancellation/cancel", **name)
                client.call("operation/executed", **name)
                client.call("operation/finish", **name, outcome="stopped")
                return client.call("cancellation/status", **name)["state"]
            finally:
                client.close()
        with concurrent.futures.ThreadPoolExecutor(max_workers=10) as pool:
            self.assertEqual(list(pool.map(life, range(50))), ["completed"] * 50)
        self.assertEqual(self.running(), [])

    def test_of_many_who_race_a_result_against_a_cancel_exactly_one_wins(self):
        """Result against cancel has one winner, decided in one place, and recorded."""
        for number in range(30):
            operation = f"o{number}"
            self.begin(operation)
            first, second = self.connect(), self.connect()
            cancelled = first.post("cancellation/cancel", namespace=self.namespace, id=operation)
            finished = second.post("operation/finish", namespace=self.namespace, id=operation, outcome="succeeded")
            lost = second.result_of(finished)["cancelled"]
            if lost:
                self.assertFalse(first.result_of(cancelled)["alreadyCancelled"])
            else:
                with self.refused(-31004, state="released"):
                    first.result_of(cancelled)
            self.assertEqual(self.status(operation)["state"], "completed" if lost else "released")


if __name__ == "__main__":
    unittest.main()
