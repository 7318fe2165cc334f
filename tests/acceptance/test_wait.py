"""cancellation/wait."""

import unittest

from contract_case import ContractCase


class Wait(ContractCase):
    def post_wait(self, token, until, timeout_ms=15_000, client=None):
        return (client or self.client).post("cancellation/wait", namespace=self.namespace, id=token, until=until,
                                            timeoutMs=timeout_ms)

    def test_it_answers_as_status_at_once_where_it_is_so_already(self):
        self.create("a")
        self.cancel("a", reason="why")
        for until in ("cancelled", "completed"):
            with self.within(10):
                self.assertEqual(self.wait("a", until), self.status("a"))

    def test_it_answers_when_the_token_is_cancelled(self):
        self.begin("o")
        number = self.post_wait("o", "cancelled")
        self.connect().call("cancellation/cancel", namespace=self.namespace, id="o", reason="why")
        self.assert_includes(self.client.result_of(number), id="o", cancelled=True, reason="why", state="requested")

    def test_it_answers_when_a_cascade_reaches_the_token(self):
        self.create("p")
        self.begin("o", token="p")
        number = self.post_wait("o", "cancelled")
        self.cancel("p")
        self.assert_includes(self.client.result_of(number), cancelled=True, cause="parent_cancelled")

    def test_completed_comes_only_when_nothing_runs_any_more(self):
        self.begin("o")
        number = self.post_wait("o", "completed")
        self.cancel("o")
        self.executed("o")
        with self.assertRaises(TimeoutError):
            self.client.result_of(number, timeout=0.1)
        self.finish("o")
        self.assert_includes(self.client.result_of(number), state="completed")

    def test_many_waiters_get_the_same_result(self):
        self.create("a")
        clients = [self.connect() for _ in range(10)]
        numbers = [self.post_wait("a", "cancelled", client=client) for client in clients]
        self.cancel("a", reason="why")
        results = [client.result_of(number) for client, number in zip(clients, numbers)]
        self.assertEqual(results, [results[0]] * 10)

    def test_it_runs_out_with_minus_31005(self):
        self.create("a")
        with self.within(10), self.refused(-31005):
            self.wait("a", "cancelled", timeout_ms=50)
        self.begin("o")
        self.cancel("o")
        with self.refused(-31005):
            self.wait("o", "completed", timeout_ms=50)

    def test_a_wait_of_no_time_answers_at_once(self):
        self.create("a")
        with self.within(10), self.refused(-31005):
            self.wait("a", "cancelled", timeout_ms=0)
        self.cancel("a")
        self.assertTrue(self.wait("a", "cancelled", timeout_ms=0)["cancelled"])

    def test_a_token_that_ended_uncancelled_is_answered_at_once(self):
        self.create("released")
        self.release("released")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        for token in ("released", "expired"):
            for until in ("cancelled", "completed"):
                with self.subTest(token=token, until=until), self.within(10), self.refused(-31004, state=token):
                    self.wait(token, until)

    def test_a_token_that_ends_uncancelled_while_waited_for_is_answered_then(self):
        self.create("a")
        self.begin("o")
        first = self.post_wait("a", "cancelled")
        second = self.post_wait("o", "completed")
        with self.within(10):
            self.release("a")
            with self.refused(-31004, state="released"):
                self.client.result_of(first)
            self.finish("o", "succeeded")
            with self.refused(-31004, state="released"):
                self.client.result_of(second)

    def test_an_unknown_token_is_refused_at_once(self):
        with self.within(10), self.refused(-31001):
            self.wait("nobody", "cancelled")

    def test_other_commands_of_that_connection_are_not_held_up(self):
        self.create("a")
        number = self.post_wait("a", "cancelled")
        self.client.send(b'{"jsonrpc":"2.0","id":"between","method":"server/info"}')
        self.assertEqual(self.client.receive()["id"], "between")
        self.cancel("a")
        self.assertTrue(self.client.result_of(number)["cancelled"])

    def test_a_waiter_that_went_away_harms_nobody(self):
        self.create("a")
        gone = self.connect()
        self.post_wait("a", "cancelled", client=gone)
        gone.call("server/info")
        gone.close()
        self.cancel("a")
        self.assertEqual(self.state("a"), "completed")

    def test_a_wait_for_an_unconfirmed_token_goes_on_until_the_late_completion(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=20)
        number = self.post_wait("o", "completed")
        self.await_story("o CancellationExpired unconfirmed")
        self.finish("o")
        self.assert_includes(self.client.result_of(number), state="completed")


if __name__ == "__main__":
    unittest.main()
