"""operation/start: a token of its own, adoption, refusal under a cancelled token, late reports."""

import unittest

from contract_case import ContractCase, tell
from support import parse_time


class Start(ContractCase):
    def test_an_operation_is_made_with_a_token_of_its_own(self):
        started = self.begin("o")
        self.assert_includes(started, operation="o", token="o", namespace=self.namespace, cancelled=False)
        created, begun = self.events()
        self.assertEqual([tell(created), tell(begun)], ["o TokenCreated", "o OperationStarted"])
        self.assertEqual(started["position"], begun["position"])
        self.assertEqual((created["version"], begun["version"]), (1, 2))
        self.assertEqual((created.get("operation"), begun["operation"]), (None, "o"),
                         "`operation` is set on a token's events from its OperationStarted on")

    def test_both_events_carry_parents_and_labels_and_the_start_all_the_rest(self):
        session = self.open_session()
        self.create("shared")
        self.create("p", namespace=f"{self.namespace}x")
        self.begin("o", token="shared", parents=[{"namespace": f"{self.namespace}x", "id": "p"}], tool="git",
                   requestId=7, session=session, deadlineMs=600_000, graceMs=5, forceMs=6, labels={"k": "v"})
        created, begun = self.events(token="o")
        references = [{"namespace": self.namespace, "id": "shared"}, {"namespace": f"{self.namespace}x", "id": "p"}]
        for event in (created, begun):
            self.assert_includes(event["data"], parents=references, labels={"k": "v"})
        self.assert_includes(begun["data"], tool="git", requestId=7, session=session, deadlineMs=600_000, graceMs=5,
                             forceMs=6)
        self.assertFalse(begun["data"].get("alreadyRunning"))
        self.assertEqual(self.status("o")["parents"], references)

    def test_without_an_id_a_random_one_is_made(self):
        made = {self.begin()["operation"] for _ in range(50)}
        self.assertEqual(len(made), 50)
        self.assertEqual(set(self.running()), made)

    def test_an_existing_token_that_no_operation_has_had_is_adopted(self):
        self.create("o", ttlMs=600_000, labels={"k": "v"})
        started = self.begin("o", tool="git")
        self.assert_includes(started, operation="o", token="o", cancelled=False)
        self.assertEqual(self.story(), ["o TokenCreated", "o OperationStarted"])
        self.assertEqual(self.status("o")["labels"], {"k": "v"})

    def test_adoption_adds_parents_and_what_is_below_gets_them_too(self):
        self.create("shared")
        self.create("o")
        self.create("below", parents=["o"])
        self.begin("o", token="shared")
        self.cancel("shared")
        self.assertTrue(self.status("o")["cancelled"])
        self.assertTrue(self.status("below")["cancelled"])

    def test_an_id_that_an_operation_has_had_is_refused(self):
        self.begin("running")
        self.begin("finished")
        self.finish("finished", "succeeded")
        self.begin("cancelled")
        self.cancel("cancelled")
        for more in ({}, {"alreadyRunning": True}):
            for operation in ("running", "finished", "cancelled"):
                with self.subTest(operation=operation, **more), self.nothing_recorded(), self.refused(-31010):
                    self.begin(operation, **more)

    def test_a_token_that_ended_uncancelled_is_not_adopted(self):
        self.create("o")
        self.release("o")
        for more in ({}, {"alreadyRunning": True}):
            with self.subTest(**more), self.nothing_recorded(), self.refused(-31004, state="released"):
                self.begin("o", **more)

    def test_unknown_and_ended_parents_are_refused_by_the_parameters_name(self):
        self.create("ended")
        self.release("ended")
        self.create("live")
        for parameters, code, param in (
                ({"token": "nobody"}, -31001, "token"), ({"parents": ["live", "nobody"]}, -31001, "parents"),
                ({"token": "ended"}, -31004, "token"), ({"parents": ["ended"]}, -31004, "parents"),
                ({"token": "o"}, -32602, "token"), ({"parents": ["o"]}, -32602, "parents")):
            with self.subTest(**parameters), self.nothing_recorded(), self.refused(code, param=param):
                self.begin("o", **parameters)

    def test_an_adoption_that_would_close_a_cycle_is_refused(self):
        self.create("o")
        self.create("c", parents=["o"])
        self.create("g", parents=["c"])
        for more in ({}, {"alreadyRunning": True}):
            with self.subTest(**more), self.nothing_recorded(), self.refused(-32602):
                self.begin("o", token="g", **more)

    def test_an_unknown_or_closed_session_is_refused(self):
        closed = self.open_session()
        self.client.call("session/close", session=closed)
        for session in ("nobody's", closed):
            with self.nothing_recorded(), self.refused(-31009):
                self.begin("o", session=session)


class UnderACancelledToken(ContractCase):
    def test_it_starts_nothing_and_records_nothing(self):
        self.create("shared")
        self.cancel("shared", reason="why", cause="timeout", mode="force")
        for parameters in ({"token": "shared"}, {"parents": ["shared"]}):
            with self.subTest(**parameters), self.nothing_recorded():
                started = self.begin("o", **parameters)
                self.assert_includes(started, cancelled=True, reason="why", cause="parent_cancelled", mode="force")
        self.assertEqual(self.running(), [])
        with self.refused(-31001):
            self.status("o")

    def test_the_mode_is_that_of_now(self):
        self.create("shared")
        self.begin("o1", token="shared")
        self.cancel("shared")
        self.assert_includes(self.begin("o2", token="shared"), cancelled=True, mode="graceful")
        self.cancel("shared", mode="force")
        self.assert_includes(self.begin("o2", token="shared"), cancelled=True, mode="force")

    def test_a_cancelled_token_is_not_adopted_and_tells_its_own_cause(self):
        self.create("o")
        self.cancel("o", reason="why", cause="superseded")
        with self.nothing_recorded():
            self.assert_includes(self.begin("o"), cancelled=True, reason="why", cause="superseded")

    def test_its_position_is_the_logs_head(self):
        self.create("shared")
        self.cancel("shared")
        before = self.head()
        self.assertGreaterEqual(self.begin("o", token="shared")["position"], before)

    def test_a_live_token_with_a_cancelled_new_parent_is_not_adopted(self):
        self.create("o")
        self.create("shared")
        self.cancel("shared", reason="why")
        with self.nothing_recorded():
            self.assert_includes(self.begin("o", token="shared"), cancelled=True, reason="why",
                                 cause="parent_cancelled")
        self.assertEqual(self.state("o"), "active")


class AlreadyRunning(ContractCase):
    """For owners that report late: recorded even under a cancelled token, cancelled in the same append."""

    def late(self, operation, **parameters):
        return self.begin(operation, alreadyRunning=True, **parameters)

    def test_under_a_live_token_it_is_an_ordinary_start(self):
        self.create("shared")
        self.assert_includes(self.late("o", token="shared"), cancelled=False)
        self.assertEqual(self.event("OperationStarted", "o")["data"]["alreadyRunning"], True)
        self.assertEqual(self.state("o"), "active")

    def test_under_a_cancelled_token_it_is_recorded_and_cancelled_in_the_same_append(self):
        self.create("shared")
        self.cancel("shared", reason="why", requestedBy="who", graceMs=600_000)
        started = self.late("o", token="shared")
        self.assert_includes(started, cancelled=True, reason="why", cause="parent_cancelled", mode="graceful",
                             operation="o", token="o")
        self.assertEqual(self.append_of(started["position"], 3), [
            "o TokenCreated", "o OperationStarted", "o CancellationRequested parent_cancelled"])
        self.assert_includes(self.event("CancellationRequested", "o")["data"], reason="why", requestedBy="who",
                             graceMs=600_000, forceMs=None)
        self.assertEqual(self.running(), ["o"])

    def test_its_stop_completes_the_token_again(self):
        """A further CancellationCompleted follows, with the outcome of the token's own operation, else `stopped`."""
        self.create("shared")
        self.cancel("shared")
        self.late("o", token="shared")
        finished = self.finish("o", "failed", error="broke")
        self.assertEqual(self.append_of(finished["position"], 2), [
            "o CancellationCompleted failed", "shared CancellationCompleted stopped"])
        self.assertEqual(self.state("shared"), "completed")

    def test_the_further_completion_has_the_outcome_of_the_tokens_own_operation(self):
        self.begin("parent")
        self.cancel("parent")
        self.finish("parent", "failed")
        self.late("child", token="parent")
        self.assertEqual(self.state("parent"), "requested")
        finished = self.finish("child", "stopped")
        self.assertEqual(self.append_of(finished["position"], 2), [
            "child CancellationCompleted stopped", "parent CancellationCompleted failed"])

    def test_a_remembered_id_gets_its_token_first(self):
        self.cancel("o", ifAbsent="remember", reason="early", cause="timeout")
        started = self.late("o", tool="git")
        self.assert_includes(started, cancelled=True, reason="early", cause="timeout")
        self.assertEqual(self.story(), [
            "o CancellationRequested timeout", "o CancellationCompleted nothing_running", "o TokenCreated",
            "o OperationStarted"])
        self.assert_includes(self.status("o"), state="requested", reason="early", version=4)
        self.finish("o")
        self.assertEqual(self.story()[4:], ["o CancellationCompleted stopped"])

    def test_a_cancelled_token_is_adopted(self):
        self.create("o")
        self.cancel("o", reason="first")
        self.assert_includes(self.late("o"), cancelled=True, reason="first", cause="user_requested")
        self.assertEqual(self.story()[-1], "o OperationStarted")
        self.assertEqual(self.state("o"), "requested")

    def test_an_adopted_live_token_is_cancelled_with_all_below_it(self):
        self.create("o")
        self.create("below", parents=["o"])
        self.create("shared")
        self.cancel("shared", reason="why")
        started = self.late("o", token="shared")
        self.assertEqual(self.append_of(started["position"], 4), [
            "o OperationStarted", "o CancellationRequested parent_cancelled",
            "below CancellationRequested parent_cancelled", "below CancellationCompleted nothing_running"])

    def test_a_parent_that_ended_uncancelled_is_accepted(self):
        self.create("ended")
        self.release("ended")
        self.assert_includes(self.late("o", token="ended"), cancelled=False)
        self.assertEqual([self.state("o"), self.state("ended")], ["active", "released"])
        self.assertEqual(self.status("o")["parents"], [{"namespace": self.namespace, "id": "ended"}])

    def test_when_it_really_began_is_kept_beside_the_recording_time(self):
        self.late("o", occurredAt="2026-01-02T03:04:05.678+02:00")
        event = self.event("OperationStarted", "o")
        self.assertEqual(parse_time(event["data"]["occurredAt"]), parse_time("2026-01-02T01:04:05.678Z"))
        self.assertGreater(parse_time(event["time"]), parse_time("2026-01-03T00:00:00Z"))


if __name__ == "__main__":
    unittest.main()
