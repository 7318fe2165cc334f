"""cancellation/create."""

import unittest

from contract_case import ContractCase, tell
from support import parse_time


class Create(ContractCase):
    def test_a_new_token_is_active_and_the_reply_tells_all_of_it(self):
        created = self.create("a")
        self.assert_includes(created, id="a", namespace=self.namespace, cancelled=False, state="active",
                             expiresAt=None)
        parse_time(created["createdAt"])
        self.assertEqual(created["position"], self.events()[-1]["position"])

    def test_it_records_one_event_with_parents_time_to_live_and_labels(self):
        self.create("p")
        self.create("a", parents=["p"], ttlMs=600_000, labels={"k": "v"})
        event = self.event("TokenCreated", "a")
        self.assert_includes(event, version=1, namespace=self.namespace, token="a", operation=None)
        self.assert_includes(event["data"], parents=[{"namespace": self.namespace, "id": "p"}], ttlMs=600_000,
                             labels={"k": "v"})
        self.assertEqual(self.story(), ["p TokenCreated", "a TokenCreated"])

    def test_without_an_id_a_random_one_of_at_least_122_bits_is_made(self):
        made = {self.create()["id"] for _ in range(200)}
        self.assertEqual(len(made), 200)
        self.assertTrue(all(20 <= len(token.encode()) <= 128 for token in made), made)
        for token in list(made)[:3]:
            self.assertEqual(self.state(token), "active")

    def test_an_id_that_is_in_use_is_refused(self):
        self.create("a", labels={"k": "first"})
        with self.nothing_recorded(), self.refused(-31010):
            self.create("a", labels={"k": "second"})
        self.assertEqual(self.status("a")["labels"], {"k": "first"})

    def test_an_id_that_was_in_use_is_refused(self):
        """Ids are free again only when retention has removed the token's events."""
        self.create("released")
        self.release("released")
        self.create("cancelled")
        self.cancel("cancelled")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        self.begin("operation")
        self.begin("finished")
        self.finish("finished", "succeeded")
        for token in ("released", "cancelled", "expired", "operation", "finished"):
            with self.subTest(token=token), self.nothing_recorded(), self.refused(-31010):
                self.create(token)

    def test_the_same_id_in_another_namespace_is_another_token(self):
        self.create("a")
        self.create("a", namespace=f"{self.namespace}x")
        self.cancel("a")
        self.assertEqual(self.state("a", namespace=f"{self.namespace}x"), "active")

    def test_a_parent_may_be_named_by_id_or_with_its_namespace(self):
        other = f"{self.namespace}x"
        self.create("p", namespace=other)
        self.create("q")
        self.create("a", parents=[{"namespace": other, "id": "p"}, "q", {"namespace": self.namespace, "id": "q"}])
        parents = self.status("a")["parents"]
        self.assertEqual(parents[:2], [{"namespace": other, "id": "p"}, {"namespace": self.namespace, "id": "q"}])
        self.cancel("p", namespace=other)
        self.assert_includes(self.status("a"), cancelled=True, cause="parent_cancelled")

    def test_an_unknown_parent_is_refused(self):
        with self.nothing_recorded(), self.refused(-31001, param="parents"):
            self.create("a", parents=["nobody"])
        with self.refused(-31001):
            self.status("a")

    def test_a_parent_that_ended_uncancelled_is_refused(self):
        self.create("released")
        self.release("released")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        for parent in ("released", "expired"):
            with self.nothing_recorded(), self.refused(-31004, param="parents"):
                self.create("a", parents=[parent])

    def test_a_token_is_no_parent_of_itself(self):
        with self.nothing_recorded(), self.refused(-32602, param="parents"):
            self.create("a", parents=["a"])


class BornCancelled(ContractCase):
    def test_under_a_cancelled_parent_a_token_is_cancelled_in_the_same_append(self):
        """Reason, requestedBy, explicit times and the mode as of now are the parent's, cause `parent_cancelled`."""
        self.create("p")
        self.cancel("p", reason="why", requestedBy="who", cause="timeout", mode="force", graceMs=7, forceMs=9)
        created = self.create("a", parents=["p"])
        self.assert_includes(created, cancelled=True, state="completed", reason="why", cause="parent_cancelled",
                             mode="force", expiresAt=None)
        self.assertEqual(self.append_of(created["position"], 3, token="a"), [
            "a TokenCreated", "a CancellationRequested parent_cancelled", "a CancellationCompleted nothing_running"])
        self.assert_includes(self.event("CancellationRequested", "a")["data"], reason="why", requestedBy="who",
                             cause="parent_cancelled", mode="force", graceMs=7, forceMs=9)

    def test_times_that_were_not_explicit_stay_null(self):
        self.create("p")
        self.cancel("p")
        self.create("a", parents=["p"])
        self.assert_includes(self.event("CancellationRequested", "a")["data"], graceMs=None, forceMs=None,
                             reason=None, mode="graceful")

    def test_the_mode_is_that_of_now(self):
        self.create("p")
        self.begin("o", token="p")
        self.cancel("p")
        self.cancel("p", mode="force")
        self.assert_includes(self.create("a", parents=["p"]), cancelled=True, mode="force")

    def test_the_first_cancelled_parent_in_the_list_counts(self):
        self.create("live")
        self.create("second")
        self.cancel("second", reason="the second's")
        self.create("first")
        self.cancel("first", reason="the first's")
        created = self.create("a", parents=["live", "first", "second"])
        self.assert_includes(created, reason="the first's", cause="parent_cancelled")

    def test_under_a_cancelled_grandparent_a_token_is_cancelled_too(self):
        self.create("g")
        self.create("p", parents=["g"])
        self.cancel("g", reason="why")
        self.assert_includes(self.create("a", parents=["p"]), cancelled=True, reason="why")

    def test_a_born_cancelled_token_never_expires(self):
        self.create("p")
        self.cancel("p")
        self.create("a", parents=["p"], ttlMs=1)
        self.create("control", ttlMs=1)
        self.await_state("control", "expired")
        self.assertEqual(self.state("a"), "completed")


class TimeToLive(ContractCase):
    def test_it_says_when_it_expires_and_does(self):
        created = self.create("a", ttlMs=250)
        lived = parse_time(created["expiresAt"]) - parse_time(created["createdAt"])
        self.assertAlmostEqual(lived.total_seconds(), 0.25, delta=0.005)
        self.await_state("a", "expired")
        self.assertEqual(self.story(), ["a TokenCreated", "a CancellationExpired ttl"])
        self.assert_includes(self.status("a"), cancelled=False, expiresAt=None)
        event = self.event("CancellationExpired", "a")
        self.assertGreaterEqual(parse_time(event["time"]), parse_time(created["expiresAt"]))

    def test_it_does_not_count_while_something_runs_under_the_token(self):
        """Tokens do not expire under running work, also where it runs further below."""
        self.create("a", ttlMs=1000)
        self.create("below", parents=["a"])
        self.begin("o", token="below")
        self.assertIsNone(self.status("a")["expiresAt"])
        self.create("control", ttlMs=1050)
        self.await_state("control", "expired")
        self.assertEqual(self.state("a"), "active")

    def test_it_starts_anew_when_the_last_operation_ends(self):
        self.create("a", ttlMs=600_000)
        first = parse_time(self.status("a")["expiresAt"])
        self.begin("o", token="a")
        self.begin("o2", token="a")
        self.finish("o", "succeeded")
        self.assertIsNone(self.status("a")["expiresAt"])
        self.finish("o2", "succeeded")
        again = parse_time(self.status("a")["expiresAt"])
        ended = parse_time(self.event("OperationFinished", "o2")["time"])
        self.assertGreater(again, first)
        self.assertAlmostEqual((again - ended).total_seconds(), 600, delta=0.005)

    def test_it_expires_after_the_last_operation_ended(self):
        self.create("a", ttlMs=1000)
        self.begin("o", token="a")
        self.finish("o", "succeeded")
        self.await_state("a", "expired")
        expired = self.event("CancellationExpired", "a")["time"]
        finished = self.event("OperationFinished", "o")["time"]
        self.assertGreaterEqual((parse_time(expired) - parse_time(finished)).total_seconds(), 0.999)

    def test_a_cancelled_or_released_token_does_not_expire(self):
        for token in ("cancelled", "released", "control"):
            self.create(token, ttlMs=1000)
        self.cancel("cancelled")
        self.release("released")
        self.assertEqual([self.status(token)["expiresAt"] for token in ("cancelled", "released")], [None, None])
        self.await_state("control", "expired")
        self.assertEqual((self.state("cancelled"), self.state("released")), ("completed", "released"))

    def test_expiry_of_a_parent_leaves_its_children(self):
        self.create("p", ttlMs=1000)
        self.create("a", parents=["p"])
        self.await_state("p", "expired")
        self.assertEqual(self.state("a"), "active")

    def test_expiry_is_final(self):
        self.create("a", ttlMs=1)
        self.await_state("a", "expired")
        with self.nothing_recorded():
            with self.refused(-31004, state="expired"):
                self.cancel("a")
            with self.refused(-31004, state="expired"):
                self.cancel("a", ifAbsent="remember", mode="force")
            self.release("a")
        self.assertEqual([tell(event) for event in self.events(token="a")],
                         ["a TokenCreated", "a CancellationExpired ttl"])


if __name__ == "__main__":
    unittest.main()
