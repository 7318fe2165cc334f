"""cancellation/release."""

import unittest

from contract_case import ContractCase


class Release(ContractCase):
    def test_a_released_token_has_ended_without_a_cancellation(self):
        self.create("a")
        released = self.release("a")
        self.assert_includes(released, success=True, position=self.events()[-1]["position"])
        self.assertEqual(self.story(), ["a TokenCreated", "a TokenReleased"])
        self.assert_includes(self.status("a"), state="released", cancelled=False, version=2)

    def test_of_an_ended_or_cancelled_token_it_succeeds_and_changes_nothing(self):
        self.create("released")
        self.release("released")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        self.create("cancelled")
        self.cancel("cancelled")
        self.begin("finished")
        self.finish("finished", "succeeded")
        self.cancel("remembered", ifAbsent="remember")
        self.begin("requested")
        self.cancel("requested")
        for token in ("released", "expired", "cancelled", "finished", "remembered", "requested"):
            with self.subTest(token=token), self.nothing_recorded():
                before = self.status(token)
                self.assertTrue(self.release(token)["success"])
                self.assertEqual(self.status(token), before)

    def test_while_something_runs_under_it_it_is_refused(self):
        self.create("p")
        self.create("c", parents=["p"])
        self.begin("o", token="c")
        for token in ("p", "c", "o"):
            with self.subTest(token=token), self.nothing_recorded(), self.refused(-31011):
                self.release(token)
        self.finish("o", "succeeded")
        self.release("p")
        self.release("c")
        self.assertEqual([self.state(token) for token in ("p", "c")], ["released", "released"])

    def test_tokens_below_that_run_nothing_do_not_hinder_it(self):
        self.create("p")
        self.create("c", parents=["p"])
        self.release("p")
        self.assertEqual([self.state(token) for token in ("p", "c")], ["released", "active"])

    def test_an_unknown_token_is_refused(self):
        with self.nothing_recorded(), self.refused(-31001):
            self.release("nobody")


if __name__ == "__main__":
    unittest.main()
