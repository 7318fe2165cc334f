"""What the operator decides: limits, default times, and how long tokens stay in memory and events in the log."""

import unittest

from contract_case import ContractCase
from support import await_condition


class ConfiguredCase(ContractCase):
    def await_clean_up(self):
        """Comes back after the daemon has had time for several clean-ups."""
        control = self.create(namespace=f"{self.namespace}-control", ttlMs=300)["id"]
        await_condition(lambda: self.state(control, namespace=f"{self.namespace}-control") == "expired", "the control")


class Limits(ConfiguredCase):
    """A cap refuses, with a clear error: `data.limit`, `data.value`. Nothing is evicted."""

    daemon_config = """
        [limits]
        max_operations = 5
        max_operations_per_namespace = 3
        max_tokens = 8
        max_sessions = 2
        """

    def setUp(self):
        super().setUp()
        self.client.call("cancellation/cancelMany", all=True)
        for entry in self.client.call("operation/list")["operations"]:
            self.client.call("operation/finish", namespace=entry["namespace"], id=entry["operation"],
                             outcome="stopped")

    def refuse(self, value, method, **parameters):
        with self.nothing_recorded(), self.refused(-31006) as caught:
            self.call(method, **parameters)
        self.assertEqual(caught.exception.data["value"], value)
        self.assertTrue(caught.exception.data["limit"])

    def test_operations_of_a_namespace(self):
        for number in range(3):
            self.begin(f"o{number}")
        self.refuse(3, "operation/start", id="o3")
        self.begin("elsewhere", namespace=f"{self.namespace}x")
        self.finish("o0", "succeeded")
        self.begin("o3")
        self.assertEqual(self.running(), ["o1", "o2", "o3"])

    def test_operations_in_all(self):
        for number in range(5):
            self.begin(f"o{number}", namespace=f"{self.namespace}-{number % 2}")
        self.refuse(5, "operation/start", id="o5")

    def test_a_cancelled_operation_counts_as_long_as_it_runs(self):
        for number in range(3):
            self.begin(f"o{number}")
        self.cancel("o0")
        self.refuse(3, "operation/start", id="o3")
        self.finish("o0")
        self.begin("o3")

    def test_active_tokens(self):
        """There the cap counts cancelled tokens; here only active ones count."""
        for number in range(8):
            self.create(f"t{number}")
        self.refuse(8, "cancellation/create", id="t8")
        self.refuse(8, "operation/start", id="o")
        self.cancel("t0")
        self.create("t8")
        self.release("t1")
        self.begin("o")

    def test_sessions(self):
        first = self.open_session()
        second = self.open_session()
        self.refuse(2, "session/open", name="third")
        self.client.call("session/close", session=first)
        third = self.open_session()
        for session in (second, third):
            self.client.call("session/close", session=session)

    def test_the_limit_comes_after_every_other_error_and_before_the_answer_cancelled(self):
        self.create("gone")
        self.cancel("gone")
        for number in range(3):
            self.begin(f"o{number}")
        for parameters, code in (({"id": "o0"}, -31010), ({"token": "nobody"}, -31001),
                                 ({"session": "nobody's"}, -31009), ({"token": "gone"}, -31006)):
            with self.subTest(**parameters), self.nothing_recorded(), self.refused(code):
                self.call("operation/start", **parameters)

    def test_a_replay_is_answered_at_the_limit(self):
        command = {"commandId": f"{self.namespace}-command"}
        self.begin("o0", **command)
        for number in (1, 2):
            self.begin(f"o{number}")
        self.assert_includes(self.begin("o0", **command), replayed=True, operation="o0")

    def test_a_cancel_is_never_refused_by_a_limit(self):
        for number in range(8):
            self.create(f"t{number}")
        self.assertTrue(self.cancel("t3")["success"])
        self.assertTrue(self.cancel("unknown", ifAbsent="remember")["success"])


class DefaultTimes(ConfiguredCase):
    daemon_config = """
        [cancellation]
        graceful_timeout = "60ms"
        force_timeout = "70ms"
        lease = "1200ms"
        """

    def test_grace_and_force_time_are_the_configured_ones_where_nothing_else_is_asked_for(self):
        self.begin("o")
        self.begin("own", graceMs=600_000)
        self.cancel("o")
        self.cancel("own")
        self.assert_includes(self.event("CancellationRequested", "o")["data"], graceMs=None, forceMs=None)
        self.await_story("o CancellationEscalated grace_elapsed", "o CancellationExpired unconfirmed")
        self.assertEqual(self.state("own"), "requested")

    def test_the_lease_is_the_configured_one(self):
        self.assertEqual(self.call("session/open", name="s")["leaseMs"], 1200)
        self.await_story("$session SessionClosed lease_elapsed")


class Forgetful(ConfiguredCase):
    """Tokens that have left memory are answered from the log, and behave as if they were still there."""

    daemon_config = """
        [storage]
        keep_ended = "1ms"
        cleanup_interval = "10ms"
        """

    def setUp(self):
        super().setUp()
        self.create("completed", labels={"k": "v"})
        self.cancel("completed", reason="why", requestedBy="who", mode="force", graceMs=7, forceMs=600_000)
        self.create("released")
        self.release("released")
        self.begin("finished", tool="git")
        self.finish("finished", "succeeded")
        self.begin("failed")
        self.cancel("failed", reason="first")
        self.finish("failed", "failed")
        self.cancel("remembered", ifAbsent="remember", reason="early", cause="timeout")
        self.before = {token: self.status(token) for token in
                       ("completed", "released", "finished", "failed", "remembered")}
        self.await_clean_up()

    def test_their_status_and_place_in_the_list_are_as_before(self):
        for token, status in self.before.items():
            self.assertEqual(self.status(token), status)
        tokens = self.call("cancellation/list")["tokens"]
        self.assertEqual([token["id"] for token in tokens], list(self.before))
        self.assertEqual([token["state"] for token in tokens], [status["state"] for status in self.before.values()])

    def test_filters_find_them(self):
        for filters, expected in (({"cancelled": True}, ["completed", "failed", "remembered"]),
                                  ({"state": "released"}, ["released", "finished"]),
                                  ({"labels": {"k": "v"}}, ["completed"])):
            tokens = self.call("cancellation/list", **filters)["tokens"]
            self.assertEqual([token["id"] for token in tokens], expected)

    def test_commands_on_them_are_answered_as_before(self):
        with self.nothing_recorded():
            for token in ("released", "finished"):
                with self.refused(-31004, state="released"):
                    self.cancel(token)
                with self.refused(-31004, state="released"):
                    self.cancel(token, ifAbsent="remember")
                with self.refused(-31004, state="released"):
                    self.wait(token, "cancelled")
                self.assertTrue(self.release(token)["success"])
            for token in ("completed", "failed", "remembered"):
                self.assertTrue(self.cancel(token)["alreadyCancelled"])
                with self.refused(-31003):
                    self.cancel(token, ifCancelled="error")
                self.assertTrue(self.wait(token, "completed")["cancelled"])
            for operation, state in (("finished", "released"), ("failed", "completed")):
                with self.refused(-31004, state=state):
                    self.finish(operation)
                with self.refused(-31004, state=state):
                    self.executed(operation)

    def test_their_ids_stay_taken(self):
        with self.nothing_recorded():
            for token in ("completed", "released", "finished", "failed"):
                with self.refused(-31010):
                    self.create(token)
            for operation in ("finished", "failed"):
                with self.refused(-31010):
                    self.begin(operation)
            with self.refused(-31004, state="released"):
                self.begin("released")

    def test_they_are_parents_as_before(self):
        self.assert_includes(self.create("a", parents=["completed"]), cancelled=True, reason="why", mode="force",
                             cause="parent_cancelled")
        self.assert_includes(self.event("CancellationRequested", "a")["data"], requestedBy="who", graceMs=7,
                             forceMs=600_000)
        with self.refused(-31004):
            self.create("b", parents=["released"])
        self.assert_includes(self.begin("c", token="failed"), cancelled=True, reason="first")

    def test_a_remembered_cancel_still_meets_what_comes_later(self):
        self.assert_includes(self.begin("remembered"), cancelled=True, reason="early", cause="timeout")
        created = self.create("remembered", labels={"k": "w"})
        self.assert_includes(created, cancelled=True, reason="early", cause="timeout")
        self.assert_includes(self.status("remembered"), version=3, labels={"k": "w"}, reason="early")

    def test_an_operation_reported_late_takes_a_completed_token_back(self):
        self.begin("late", token="failed", alreadyRunning=True)
        self.assertEqual([self.state("late"), self.state("failed")], ["requested", "requested"])
        position = self.finish("late")["position"]
        self.assertEqual(self.append_of(position, 2), ["late CancellationCompleted stopped",
                                                       "failed CancellationCompleted failed"])

    def test_a_cascade_passes_through_ended_tokens_that_were_forgotten(self):
        self.create("p")
        self.create("middle", parents=["p"])
        self.create("below", parents=["middle"])
        self.create("live", parents=["middle"])
        self.release("middle")
        self.await_clean_up()
        position = self.cancel("p")["position"]
        self.assertEqual(self.append_of(position, 6), [
            "p CancellationRequested user_requested", "below CancellationRequested parent_cancelled",
            "live CancellationRequested parent_cancelled", "p CancellationCompleted nothing_running",
            "below CancellationCompleted nothing_running", "live CancellationCompleted nothing_running"])

    def test_a_session_closes_over_forgotten_work(self):
        session = self.open_session()
        self.begin("ended", session=session)
        self.finish("ended", "succeeded")
        self.begin("running", session=session)
        self.await_clean_up()
        self.client.call("session/close", session=session)
        self.assertEqual([self.state("ended"), self.state("running")], ["released", "completed"])

    def test_a_restart_changes_nothing_of_this(self):
        self.daemon.restart()
        self.await_clean_up()
        for token, status in self.before.items():
            self.assertEqual(self.status(token), status)


class Retention(ConfiguredCase):
    daemon_config = """
        [storage]
        retention = "1s"
        keep_ended = "1ms"
        cleanup_interval = "10ms"
        """

    def info(self):
        return self.client.call("server/info")

    def make_history(self, command_ids=True):
        """Some events of tokens that have ended, then a live one; comes back when the log begins behind the former."""
        self.answered = []
        for method, parameters, told in (
                ("cancellation/create", {"id": "released"}, ("id", "namespace", "cancelled", "position")),
                ("cancellation/release", {"id": "released"}, ("success", "position")),
                ("operation/start", {"id": "o"}, ("operation", "namespace", "token", "cancelled", "position")),
                ("cancellation/cancel", {"id": "o"}, ("success", "alreadyCancelled", "position")),
                ("operation/finish", {"id": "o", "outcome": "stopped"}, ("cancelled", "position"))):
            if command_ids:
                parameters["commandId"] = f"{self.namespace}-{method}"
            result = self.call(method, **parameters)
            self.answered.append((method, parameters, {key: result[key] for key in told}))
        last = result["position"]
        await_condition(lambda: self.create(namespace=f"{self.namespace}x") and self.info()["first"] > last,
                        "retention to remove the first events", pause=0.05)
        return last

    def test_a_position_that_retention_has_removed_is_refused(self):
        self.make_history()
        with self.refused(-31012) as caught:
            self.client.call("events/read", after=0)
        first = caught.exception.data["first"]
        self.assertGreater(first, 1)
        page = self.client.call("events/read", after=self.info()["first"] - 1)
        self.assertGreaterEqual(page["events"][0]["position"], first)

    def test_ids_are_free_again_when_the_tokens_events_are_removed(self):
        """What a remembered command id has caused stays, for its repetition; so there is none here."""
        self.make_history(command_ids=False)
        with self.refused(-31001):
            self.status("released")
        self.assert_includes(self.create("released"), cancelled=False, state="active")
        self.assert_includes(self.begin("o"), cancelled=False)

    def test_counts_are_those_since_the_log_began(self):
        before = self.client.call("stats/read")["total_cancelled"]
        self.make_history()
        after = self.client.call("stats/read")
        self.assertEqual(after["total_cancelled"], before + 1)
        self.daemon.restart()
        self.assertEqual(self.client.call("stats/read")["total_cancelled"], before + 1)

    def test_positions_go_on_after_a_restart(self):
        self.make_history()
        before = self.info()
        self.daemon.restart()
        after = self.info()
        self.assertEqual((after["logId"], after["head"]), (before["logId"], before["head"]))
        self.assertEqual(self.create("next")["position"], before["head"] + 1)

    def test_a_command_id_is_remembered_beyond_its_events(self):
        """This holds across restarts, for at least the last 100,000."""
        self.make_history()
        self.check_replays()

    def test_a_command_id_is_remembered_beyond_its_events_and_a_restart(self):
        self.make_history()
        self.daemon.restart()
        self.check_replays()

    def check_replays(self):
        for method, parameters, result in self.answered:
            replay = self.call(method, **parameters)
            self.assert_includes(replay, replayed=True, **result)


if __name__ == "__main__":
    unittest.main()
