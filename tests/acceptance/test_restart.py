"""After a restart everything stands, whether the daemon was asked to stop or killed."""

import time
import unittest

from contract_case import ContractCase
from support import PATIENCE, parse_time, request, result_in


class Restart(ContractCase):
    def restart(self, how="kill"):
        self.daemon.restart(how)
        self.client = self.connect()

    def restart_after(self, seconds):
        """Kills the daemon, and starts it when that much time has passed without it."""
        due = time.time() + seconds
        self.daemon.kill()
        while time.time() < due:
            time.sleep(due - time.time())
        self.daemon.start()
        self.client = self.connect()


class EverythingStands(Restart):
    def make_one_of_each_state(self):
        session = self.open_session(leaseMs=60_000)
        self.create("p", labels={"k": "v"}, ttlMs=600_000)
        self.create("c", parents=["p"])
        self.begin("active", token="c", tool="git", requestId=7, session=session, deadlineMs=600_000)
        self.begin("requested")
        self.begin("executed", token="requested")
        self.cancel("requested", reason="why", requestedBy="who")
        self.executed("executed")
        self.create("completed")
        self.cancel("completed", mode="force")
        self.create("released")
        self.release("released")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        self.cancel("remembered", ifAbsent="remember", reason="early")
        self.begin("unconfirmed")
        self.cancel("unconfirmed", mode="force", forceMs=20)
        self.await_story("unconfirmed CancellationExpired unconfirmed")

    def everything(self):
        info = self.client.call("server/info")
        return {"tokens": self.call("cancellation/list")["tokens"],
                "operations": self.call("operation/list")["operations"], "events": self.events(),
                "log": [info["logId"], info["head"], info["first"]]}

    def check(self, how):
        self.make_one_of_each_state()
        before = self.everything()
        self.restart(how)
        self.assertEqual(self.everything(), before)
        self.create("afterwards")
        self.assertEqual(self.events()[-1]["position"], before["log"][1] + 1)
        self.finish("unconfirmed")
        self.assertEqual(self.story()[-1], "unconfirmed CancellationCompleted stopped late")

    def test_after_kill_minus_nine(self):
        self.check("kill")

    def test_after_sigterm(self):
        self.check("stop")

    def test_a_remembered_cancel_meets_the_work_that_comes_later(self):
        self.cancel("o", ifAbsent="remember", reason="early")
        self.restart()
        self.assert_includes(self.begin("o"), cancelled=True, reason="early")

    def test_a_cascade_reaches_what_was_made_before(self):
        self.create("p")
        self.begin("o", token="p")
        self.restart()
        self.cancel("p")
        self.finish("o")
        self.assertEqual(self.story()[3:], [
            "p CancellationRequested user_requested", "o CancellationRequested parent_cancelled",
            "o CancellationCompleted stopped", "p CancellationCompleted stopped"])
        self.assertEqual([event["version"] for event in self.events(token="o")], [1, 2, 3, 4])

    def test_ids_stay_taken(self):
        self.create("a")
        self.begin("o")
        self.finish("o", "succeeded")
        self.restart()
        for token in ("a", "o"):
            with self.refused(-31010):
                self.create(token)
        with self.refused(-31010):
            self.begin("o")

    def test_subscribers_and_clients_come_back_by_themselves(self):
        subscriber = self.subscribe(f"{self.namespace} ", "$heartbeat")
        log = self.client.call("server/info")["logId"]
        self.daemon.restart()
        beat = subscriber.wait_for(lambda message: message.topic == "$heartbeat")
        self.assertEqual(beat.event["logId"], log)
        self.create("a")
        subscriber.wait_for(lambda message: message.topic == f"{self.namespace} a TokenCreated")


class Timers(Restart):
    def test_those_that_passed_meanwhile_fire_at_once(self):
        self.begin("deadline", deadlineMs=1500)
        self.create("ttl", ttlMs=1500)
        self.begin("grace")
        self.cancel("grace", graceMs=1500, forceMs=600_000)
        self.begin("force")
        self.cancel("force", mode="force", forceMs=1500)
        self.restart_after(1.6)
        begun = time.monotonic()
        self.await_story("deadline CancellationRequested timeout", "ttl CancellationExpired ttl",
                         "grace CancellationEscalated grace_elapsed", "force CancellationExpired unconfirmed")
        self.assertLess(time.monotonic() - begun, 10)

    def test_those_still_to_come_fire_later(self):
        self.begin("o", deadlineMs=1500)
        self.restart()
        self.await_story("o CancellationRequested timeout")
        started, cancelled = (parse_time(self.event(kind, "o")["time"])
                              for kind in ("OperationStarted", "CancellationRequested"))
        self.assertGreaterEqual((cancelled - started).total_seconds(), 1.499)

    def test_open_sessions_get_one_full_new_lease(self):
        session = self.open_session(leaseMs=1500)
        self.begin("o", session=session)
        renewed = self.open_session(leaseMs=60_000)
        self.restart_after(1.6)
        self.assertEqual(self.client.call("session/renew", session=renewed)["leaseMs"], 60_000)
        self.await_story("o CancellationCompleted lost")
        closed = parse_time(self.event_of_session("SessionClosed")["time"])
        started = parse_time(self.client.call("server/info")["startedAt"])
        self.assertGreaterEqual((closed - started).total_seconds(), 1.2)
        self.assertEqual(self.story()[-3:], [
            "$session SessionClosed lease_elapsed", "o CancellationRequested client_disconnected",
            "o CancellationCompleted lost"])

    def event_of_session(self, kind):
        return self.events(types=[kind])[-1]

    def test_a_session_whose_owner_is_still_there_goes_on(self):
        session = self.open_session(leaseMs=5000)
        self.begin("o", session=session)
        self.restart_after(0.1)
        self.assertEqual(self.client.call("session/renew", session=session)["session"], session)
        self.assertEqual(self.finish("o", "succeeded")["cancelled"], False)


class KilledUnderLoad(Restart):
    COMMANDS = 600

    def requests(self):
        return [request("cancellation/create", number, namespace=self.namespace, id=f"t{number}",
                        commandId=f"{self.namespace}-{number}") for number in range(self.COMMANDS)]

    def test_what_was_answered_is_in_the_log_and_what_is_sent_again_happens_once(self):
        for message in self.requests():
            self.client.post(message["method"], **message["params"])
        answered = {}
        for _ in range(50):
            result = result_in(self.client.receive(PATIENCE))
            answered[result["id"]] = result["position"]
        self.daemon.kill()
        self.daemon.start()
        self.client.close()
        self.client = self.connect()
        positions = {event["token"]: event["position"] for event in self.events()}
        self.assertLessEqual(answered.items(), positions.items())
        replies = self.client.exchange(self.requests())
        for reply in replies:
            result = result_in(reply)
            self.assertEqual(result.get("replayed", False), result["id"] in positions)
        tokens = [event["token"] for event in self.events()]
        self.assertEqual(len(tokens), self.COMMANDS)
        self.assertEqual(set(tokens), {f"t{number}" for number in range(self.COMMANDS)})


if __name__ == "__main__":
    unittest.main()
