"""No space left: commands are refused truthfully, everything else goes on, and space is all it takes to recover."""

import json
import unittest

from e2e_case import LONG, EndToEndCase, creates, error_code, read_events, seeded_random
from contract_case import tell
from log_check import append_faults, by_command, numbering_faults
from small_disk import CanNotMount, SmallDisk
from support import Daemon, RpcError, Subscriber, await_condition, read_log

STORAGE_UNAVAILABLE = -31008
DISK = 4 * 1024 * 1024
NAMESPACE = "n"
LABELS = {"long": "x" * 200}


class UnprovenSubscriber(Subscriber):
    """Does not prove that it is subscribed by a command: that would be refused."""

    def _prove(self, daemon):
        pass


class DiskFullCase(EndToEndCase):
    """`running` has its log on a disk of its own, and its sockets elsewhere."""

    def setUp(self):
        self.disk = self.small_disk()
        self.running = self.opened(Daemon())
        self.running.log_path = self.disk.path / "cancel.db"
        self.running.start()
        self.connection = self.client(self.running, timeout=LONG)
        self.acknowledged = {}  # positions by commandId
        self.refused = {}       # messages by their number, until they are acknowledged
        self.made = 0

    def small_disk(self):
        try:
            return self.opened(SmallDisk(DISK))
        except CanNotMount as error:
            self.skipTest(f"no small disk could be mounted, which takes root: {error}")

    def send(self, messages):
        """Pipelines them; returns how many were refused for want of space."""
        for message in messages:
            self.connection.send(json.dumps(message).encode())
        waiting = {message["id"]: message for message in messages}
        return sum(self.is_refused(waiting.pop(reply["id"]), reply)
                   for reply in (self.connection.receive() for _ in messages))

    def is_refused(self, message, reply):
        """Notes what became of it."""
        if "result" in reply:
            self.acknowledged[message["params"]["commandId"]] = reply["result"]["position"]
            self.refused.pop(message["id"], None)
            return False
        error = reply["error"]
        self.assertEqual(error["code"], STORAGE_UNAVAILABLE, reply)
        self.assertEqual(error["data"]["name"], "StorageUnavailable", reply)
        self.assertIn(error["data"]["outcome"], ("not_recorded", "unknown"), reply)
        self.refused[message["id"]] = message
        return True

    def make(self, count):
        """Creates that many tokens more, or tries to; returns how many were refused."""
        self.made += count
        return self.send(creates(NAMESPACE, range(self.made - count, self.made), labels=LABELS))

    def fill(self, but=0):
        """Until the daemon has noticed."""
        self.disk.fill(but)
        while not self.make(20):
            pass

    def free(self):
        """Until the daemon has noticed, by itself."""
        self.disk.empty()
        probe = creates(NAMESPACE, [self.made], labels=LABELS)
        self.made += 1
        await_condition(lambda: not self.send(probe), "the daemon to take commands again")

    def retry_all(self):
        """Sends again whatever was refused; the disk has room."""
        self.assertEqual(self.send(list(self.refused.values())), 0)

    def check_log(self):
        """Each command that was acknowledged is there, once, at its position; none is there twice; no holes."""
        events = read_events(self.connection)
        caused = by_command(events)
        self.assertEqual(numbering_faults(events), [])
        self.assertEqual(append_faults(caused), [])
        for command, position in self.acknowledged.items():
            self.assertEqual([event["position"] for event in caused[command]], [position], command)
        self.assertEqual(len(events), read_log(self.running.log_path, "SELECT count(*) FROM events")[0][0])
        self.assertEqual(read_log(self.running.log_path, "PRAGMA integrity_check"), [("ok",)])
        return events


class WhileItIsFull(DiskFullCase):
    def setUp(self):
        super().setUp()
        self.make(500)
        self.fill()

    def test_changes_are_refused_and_say_what_became_of_them(self):
        self.assertEqual(error_code(self.connection, "cancellation/cancel", namespace=NAMESPACE, id="t1"),
                         STORAGE_UNAVAILABLE)
        self.assertEqual(error_code(self.connection, "operation/start", namespace=NAMESPACE, id="o"),
                         STORAGE_UNAVAILABLE)
        self.assertTrue(self.running.process.is_running())

    def test_a_refused_command_has_changed_nothing(self):
        with self.assertRaises(RpcError) as caught:
            self.connection.call("cancellation/cancel", namespace=NAMESPACE, id="t1")
        self.assertEqual(caught.exception.data["outcome"], "not_recorded")
        self.assertFalse(self.connection.call("cancellation/status", namespace=NAMESPACE, id="t1")["cancelled"])

    def test_reads_go_on(self):
        head = self.connection.call("server/info")["head"]
        self.assertEqual(len(read_events(self.connection)), head)
        self.assertEqual(self.connection.call("cancellation/status", namespace=NAMESPACE, id="t1")["state"], "active")
        self.assertTrue(self.connection.call("cancellation/list", limit=10)["tokens"])
        self.assertEqual(self.connection.call("operation/list")["operations"], [])
        self.assertEqual(self.connection.call("stats/read")["head"], head)
        self.assertEqual(error_code(self.connection, "cancellation/wait", namespace=NAMESPACE, id="t1",
                                    until="cancelled", timeoutMs=10), -31005)

    def test_new_clients_are_served(self):
        self.assertEqual(self.client(self.running).call("server/info")["name"], "canceld")

    def test_the_heartbeat_goes_on_with_the_head_that_is_durable(self):
        heartbeats = self.client_of_heartbeats()
        head = self.connection.call("server/info")["head"]
        for _ in range(3):
            beat = heartbeats.wait_for(lambda message: message.topic == "$heartbeat")
            self.assertEqual(beat.event["head"], head)

    def client_of_heartbeats(self):
        return self.opened(UnprovenSubscriber(self.running, ["$heartbeat"]))

    def test_sigterm_ends_it_with_0_and_everything_is_there_afterwards(self):
        self.assertEqual(self.running.stop(), 0)
        self.disk.empty()
        self.running.start()
        self.check_log()

    def test_kill_minus_nine_loses_nothing(self):
        self.running.kill()
        self.disk.empty()
        self.running.start()
        self.check_log()


class Recovery(DiskFullCase):
    def test_it_takes_commands_again_by_itself_and_each_that_is_sent_again_happens_once(self):
        self.make(500)
        self.fill()
        self.free()
        self.retry_all()
        events = self.check_log()
        self.assertEqual({event["token"] for event in events}, {f"t{number}" for number in range(self.made)})
        self.running.restart()
        self.assertEqual(self.check_log(), events)

    def test_however_little_space_is_left_and_however_often(self):
        source = seeded_random("disks filled")
        for _ in range(25):
            self.fill(but=source.choice([0, 1, 4096, source.randrange(65536)]))
            for _ in range(source.randrange(4)):
                self.make(source.choice([1, 5, 100]))
            self.free()
            if source.random() < 0.5:
                self.retry_all()
            if source.random() < 0.2:
                self.running.restart()
        self.retry_all()
        events = self.check_log()
        self.assertEqual({event["token"] for event in events}, {f"t{number}" for number in range(self.made)})

    def test_watchers_are_told_afterwards_what_they_could_not_be_told_before(self):
        subscriber = self.subscriber(self.running, f"{NAMESPACE} ")
        self.make(100)
        self.fill()
        self.free()
        self.retry_all()
        events = [event for event in self.check_log() if event["namespace"] == NAMESPACE]
        published = []
        while len(published) < len(events):
            message = subscriber.receive()
            self.assertIsNotNone(message, "an event of the log was never published")
            published.append(message.event)
        self.assertEqual(published, events)

    def test_timers_that_passed_meanwhile_fire_then(self):
        self.connection.call("cancellation/create", id="ttl", ttlMs=1000)
        self.connection.call("operation/start", id="deadline", deadlineMs=1000, graceMs=600_000)
        session = self.connection.call("session/open", name="owner", leaseMs=1000)["session"]
        self.connection.call("operation/start", id="owned", session=session)
        self.fill()
        await_condition(lambda: error_code(self.connection, "cancellation/wait", id="ttl", until="completed",
                                           timeoutMs=1500) == -31005, "the times to pass")
        self.assertEqual(self.connection.call("cancellation/status", id="ttl")["state"], "active")
        self.free()
        expected = {"ttl CancellationExpired ttl", "deadline CancellationRequested timeout",
                    "$session SessionClosed lease_elapsed", "owned CancellationCompleted lost"}
        await_condition(lambda: expected <= set(map(tell, read_events(self.connection, namespace="default"))), expected)
        self.check_log()

    def test_a_log_that_fills_the_disk_by_itself_and_is_given_room(self):
        """No ballast of others: its own growth meets the end of the disk."""
        self.disk.fill(but=self.disk.free_bytes() // 2)
        while not self.make(200):
            pass
        self.free()
        self.retry_all()
        self.check_log()


class StartingOnAFullDisk(DiskFullCase):
    def setUp(self):
        super().setUp()
        self.make(500)

    def start(self, *arguments):
        return self.canceld(self.running.folder, *arguments)

    def test_a_new_log_is_refused(self):
        self.running.stop()
        self.disk.fill()
        self.running.log_path = self.disk.path / "another.db"
        self.assert_refuses_to_start(self.start(*self.running.arguments()), 4, self.running.log_path)

    def test_what_was_refused_leaves_no_half_of_a_log_behind(self):
        self.running.stop()
        for but in range(0, 65536, 4096):
            self.disk.fill(but)
            self.running.log_path = self.disk.path / f"log-{but}.db"
            process = self.start(*self.running.arguments())
            code = self.ready_or_exit_code(process)
            process.close()
            self.disk.empty()
            with self.subTest(free=but, code=code):
                self.assertIn(code, (None, 4))
                again = self.start(*self.running.arguments())
                again.wait_until_ready()
                again.close()

    def ready_or_exit_code(self, process):
        try:
            process.wait_until_ready()
            return None
        except AssertionError:
            return process.wait()

    def test_a_log_that_is_there_is_refused_or_read(self):
        """It may be that not a byte more is needed to open it. Then it answers, and refuses changes."""
        for how in (self.running.stop, self.running.kill):
            with self.subTest(how=how.__name__):
                how()
                self.disk.fill()
                process = self.start(*self.running.arguments())
                if self.ready_or_exit_code(process) is None:
                    self.make(100)
                else:
                    self.assert_refuses_to_start(process, 4, self.running.log_path)
                process.close()
                self.disk.empty()
                self.running.start()
                self.retry_all()
                self.check_log()


if __name__ == "__main__":
    unittest.main()
