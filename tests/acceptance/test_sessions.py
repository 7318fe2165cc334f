"""session/open, renew and close; what happens to the work of an owner that goes away."""

import unittest

from contract_case import ContractCase
from support import await_condition


class Session(ContractCase):
    def close_session(self, session, **parameters):
        return self.client.call("session/close", session=session, **parameters)

    def test_it_is_opened_with_all_that_is_known_of_its_owner(self):
        opened = self.call("session/open", name="server", version="1.2", pid=4711, host="here", leaseMs=60_000)
        self.assertEqual(opened["leaseMs"], 60_000)
        event, = self.events()
        self.assert_includes(event, type="SessionOpened", namespace=self.namespace, token=None, operation=None,
                             version=0, position=opened["position"])
        self.assert_includes(event["data"], session=opened["session"], name="server", version="1.2", pid=4711,
                             host="here", leaseMs=60_000)

    def test_the_default_lease_is_thirty_seconds(self):
        opened = self.call("session/open", name="server")
        self.assertEqual(opened["leaseMs"], 30_000)
        self.assertEqual(self.client.call("session/renew", session=opened["session"]),
                         {"session": opened["session"], "leaseMs": 30_000})

    def test_sessions_of_the_same_name_are_different_ones(self):
        self.assertEqual(len({self.open_session("same") for _ in range(20)}), 20)

    def test_a_renewal_is_not_logged(self):
        session = self.open_session()
        with self.nothing_recorded():
            self.client.call("session/renew", session=session)

    def test_an_unknown_or_closed_session_is_refused(self):
        closed = self.open_session()
        self.close_session(closed)
        for session in ("nobody's", closed):
            with self.subTest(session=session), self.nothing_recorded():
                for method in ("session/renew", "session/close"):
                    with self.refused(-31009):
                        self.client.call(method, session=session)

    def test_it_is_closed_for_any_client(self):
        session = self.open_session()
        closed = self.connect().call("session/close", session=session)
        event = self.events()[-1]
        self.assert_includes(event, type="SessionClosed", namespace=self.namespace, version=0, token=None,
                             position=closed["position"])
        self.assert_includes(event["data"], session=session, because="closed")


class WorkOfAClosedSession(ContractCase):
    def setUp(self):
        super().setUp()
        self.session = self.open_session()

    def close_session(self):
        position = self.client.call("session/close", session=self.session)["position"]
        story = self.story()
        return story[story.index("$session SessionClosed closed"):], position

    def test_it_is_cancelled_and_ended_as_lost_in_one_append(self):
        self.begin("o1", session=self.session)
        self.begin("o2", session=self.session)
        self.begin("other's", session=self.open_session())
        self.begin("nobody's")
        story, position = self.close_session()
        self.assertEqual(story, [
            "$session SessionClosed closed", "o1 CancellationRequested client_disconnected",
            "o2 CancellationRequested client_disconnected", "o1 CancellationCompleted lost",
            "o2 CancellationCompleted lost"])
        positions = [event["position"] for event in self.events()][-5:]
        self.assertEqual(positions, list(range(position - 4, position + 1)))
        self.assertEqual([self.state(token) for token in ("o1", "o2", "other's", "nobody's")],
                         ["completed", "completed", "active", "active"])
        self.assert_includes(self.status("o1"), cause="client_disconnected", mode="graceful", reason=None)
        self.assertEqual(self.running(), ["other's", "nobody's"])

    def test_what_runs_elsewhere_under_their_tokens_is_stopped_too(self):
        """SessionClosed, all requests, the completions `nothing_running`, then the ends one after another in order of
        creation, each as a finish with `lost` would be at that moment."""
        self.create("shared")
        self.begin("o1", token="shared", session=self.session)
        self.create("idle", parents=["o1"])
        self.begin("o2", token="o1", session=self.session)
        self.begin("elsewhere", token="o2")
        story, _ = self.close_session()
        self.assertEqual(story, [
            "$session SessionClosed closed",
            "o1 CancellationRequested client_disconnected", "o2 CancellationRequested client_disconnected",
            "idle CancellationRequested parent_cancelled", "elsewhere CancellationRequested parent_cancelled",
            "idle CancellationCompleted nothing_running",
            "o1 OperationFinished lost", "o2 OperationFinished lost"])
        self.assertEqual(self.running(), ["elsewhere"])
        self.assertEqual([self.state(token) for token in ("shared", "o1", "o2", "elsewhere")],
                         ["active", "requested", "requested", "requested"])
        before = self.head()
        self.finish("elsewhere")
        self.assertEqual(self.story(before), [
            "elsewhere CancellationCompleted stopped", "o2 CancellationCompleted lost",
            "o1 CancellationCompleted lost"])

    def test_nested_work_of_the_session_ends_in_order_of_creation(self):
        self.begin("o1", session=self.session)
        self.begin("o2", token="o1", session=self.session)
        story, _ = self.close_session()
        self.assertEqual(story, [
            "$session SessionClosed closed", "o1 CancellationRequested client_disconnected",
            "o2 CancellationRequested client_disconnected", "o1 OperationFinished lost",
            "o2 CancellationCompleted lost", "o1 CancellationCompleted lost"])

    def test_what_was_cancelled_before_only_ends_and_completes_its_ancestors(self):
        self.create("shared")
        self.begin("o1", token="shared", session=self.session)
        self.begin("o2", token="shared", session=self.session)
        self.cancel("shared", reason="first")
        story, _ = self.close_session()
        self.assertEqual(story, [
            "$session SessionClosed closed", "o1 CancellationCompleted lost", "o2 CancellationCompleted lost",
            "shared CancellationCompleted stopped"])
        self.assertEqual(self.status("o1")["reason"], "first")

    def test_a_late_end_of_unconfirmed_work_says_so(self):
        self.begin("o", session=self.session)
        self.cancel("o", mode="force", forceMs=20)
        self.await_story("o CancellationExpired unconfirmed")
        story, _ = self.close_session()
        self.assertEqual(story, ["$session SessionClosed closed", "o CancellationCompleted lost late"])

    def test_work_that_ended_before_is_left_alone(self):
        self.begin("o", session=self.session)
        self.finish("o", "succeeded")
        story, _ = self.close_session()
        self.assertEqual(story, ["$session SessionClosed closed"])
        self.assertEqual(self.state("o"), "released")


class Lease(ContractCase):
    def test_a_lease_that_runs_out_closes_the_session_and_loses_its_work(self):
        session = self.open_session(leaseMs=1000)
        self.begin("o", session=session)
        self.await_story("$session SessionClosed lease_elapsed")
        self.assertEqual(self.story()[-3:], [
            "$session SessionClosed lease_elapsed", "o CancellationRequested client_disconnected",
            "o CancellationCompleted lost"])
        for method in ("session/renew", "session/close"):
            with self.refused(-31009):
                self.client.call(method, session=session)
        with self.refused(-31009):
            self.begin("o2", session=session)

    def test_a_renewed_session_lives_on(self):
        renewed = self.open_session("renewed", leaseMs=1500)
        self.open_session("left alone", leaseMs=1600)

        def lapsed():
            self.client.call("session/renew", session=renewed)
            return "$session SessionClosed lease_elapsed" in self.story()
        await_condition(lapsed, "the other session's lease to run out", pause=0.05)
        self.assertEqual(self.client.call("session/renew", session=renewed)["session"], renewed)
        self.assertEqual(self.story().count("$session SessionClosed lease_elapsed"), 1)


if __name__ == "__main__":
    unittest.main()
