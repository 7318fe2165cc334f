"""Two daemons never share a log or an endpoint: the second says what is in use, and the first does not notice it."""

import os
import signal
import socket
import unittest

from e2e_case import EndToEndCase
from support import Daemon, TemporaryFolder, read_log

MANY = 20


def free_tcp_endpoints(count):
    """Loopback endpoints that nobody uses right now."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    endpoints = [f"tcp://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners]
    for listener in listeners:
        listener.close()
    return endpoints


class SecondDaemonCase(EndToEndCase):
    """`first` is a daemon that runs, and clients that were connected before any other came."""

    def begin(self, tcp=False):
        self.first = self.opened(Daemon())
        if tcp:
            self.first.command_endpoint, self.first.event_endpoint = free_tcp_endpoints(2)
        self.first.start()
        self.old_client = self.client(self.first)
        self.old_subscriber = self.subscriber(self.first, "first ")
        self.old_client.call("cancellation/create", namespace="first", id="before")
        self.old_subscriber.wait_for(lambda message: message.event.get("token") == "before")
        self.files = self.socket_files()
        self.folder = self.opened(TemporaryFolder()).path
        self.tried = 0

    def socket_files(self):
        endpoints = (self.first.command_endpoint, self.first.event_endpoint)
        paths = (endpoint.removeprefix("ipc://") for endpoint in endpoints if endpoint.startswith("ipc://"))
        return {path: (os.lstat(path).st_ino, os.lstat(path).st_mode) for path in paths}

    def second_arguments(self, log=None, command=None, event=None):
        """A daemon of its own but for what is given."""
        self.tried += 1
        return ["--db", log or self.folder / f"{self.tried}.db",
                "--command-endpoint", command or f"ipc://{self.folder}/command-{self.tried}",
                "--event-endpoint", event or f"ipc://{self.folder}/event-{self.tried}"]

    def begin_second(self, **shared):
        return self.canceld(self.folder, *self.second_arguments(**shared))

    def check_second(self, name, **shared):
        self.assert_refuses_to_start(self.begin_second(**shared), 3, name)
        self.check_undisturbed()

    def check_many_at_once(self, name, **shared):
        for process in [self.begin_second(**shared) for _ in range(MANY)]:
            self.assert_refuses_to_start(process, 3, name)
        self.check_undisturbed()

    def check_undisturbed(self):
        """Old connections and new ones work, on the same socket files, and the log goes on."""
        self.assertTrue(self.first.process.is_running())
        self.assertEqual(self.socket_files(), self.files)
        token = f"after-{self.tried}"
        self.old_client.call("cancellation/create", namespace="first", id=token)
        self.old_subscriber.wait_for(lambda message: message.event.get("token") == token)
        new_subscriber = self.subscriber(self.first, f"first {token} ")
        self.client(self.first).call("cancellation/cancel", namespace="first", id=token)
        for subscriber in (self.old_subscriber, new_subscriber):
            subscriber.wait_for(lambda message: message.topic == f"first {token} CancellationRequested")
        self.assertEqual(read_log(self.first.log_path, "SELECT count(*) FROM events"),
                         read_log(self.first.log_path, "SELECT max(position) FROM events"))


class OneAfterTheOther(SecondDaemonCase):
    def setUp(self):
        self.begin()

    def test_on_the_same_log(self):
        self.check_second(self.first.log_path, log=self.first.log_path)

    def test_on_the_same_log_by_a_relative_path(self):
        path = os.path.relpath(self.first.log_path)
        self.check_second("cancel.db", log=path)

    def test_on_the_same_command_endpoint(self):
        self.check_second(self.first.command_endpoint, command=self.first.command_endpoint)

    def test_on_the_same_event_endpoint(self):
        self.check_second(self.first.event_endpoint, event=self.first.event_endpoint)

    def test_on_the_same_endpoint_by_another_spelling(self):
        folder = self.first.folder
        self.check_second("command", command=f"ipc://{folder}/../{folder.name}/./command")

    def test_on_the_same_endpoint_by_a_folders_other_name(self):
        link = self.folder / "link"
        link.symlink_to(self.first.folder)
        self.check_second("command", command=f"ipc://{link}/command")

    def test_with_command_and_event_endpoint_the_same(self):
        """One daemon alone: it can't have both sockets in one place."""
        endpoint = f"ipc://{self.folder}/both"
        process = self.begin_second(command=endpoint, event=endpoint)
        self.assertIn(process.wait(), (2, 3), process.stderr)
        self.assertEqual(len(process.stderr.splitlines()), 1, process.stderr)
        self.check_undisturbed()

    def test_while_the_first_is_stopped_and_does_not_answer(self):
        """A daemon that is slow, or in a debugger, still owns what it has."""
        self.first.process.signal(signal.SIGSTOP)
        try:
            self.assert_refuses_to_start(self.begin_second(log=self.first.log_path), 3, self.first.log_path)
            for shared in ({"command": self.first.command_endpoint}, {"event": self.first.event_endpoint}):
                self.assert_refuses_to_start(self.begin_second(**shared), 3, *shared.values())
        finally:
            self.first.process.signal(signal.SIGCONT)
        self.check_undisturbed()

    def test_and_leaves_nothing_of_its_own_behind(self):
        self.check_second(self.first.log_path, log=self.first.log_path)
        left = [path.name for path in self.folder.iterdir() if path.is_socket()]
        self.assertEqual(left, [])

    def test_takes_the_place_of_the_first_as_soon_as_that_was_killed(self):
        self.first.kill()
        second = self.canceld(self.folder, *self.first.arguments())
        second.wait_until_ready()
        self.assertTrue(self.old_client.call("server/info")["head"])


class ManyAtOnce(SecondDaemonCase):
    def setUp(self):
        self.begin()

    def test_on_the_same_log(self):
        self.check_many_at_once(self.first.log_path, log=self.first.log_path)

    def test_on_the_same_command_endpoint(self):
        self.check_many_at_once(self.first.command_endpoint, command=self.first.command_endpoint)

    def test_on_the_same_event_endpoint(self):
        self.check_many_at_once(self.first.event_endpoint, event=self.first.event_endpoint)

    def test_with_everything_the_same(self):
        for process in [self.canceld(self.folder, *self.first.arguments()) for _ in range(MANY)]:
            self.assert_refuses_to_start(process, 3, self.first.folder)
            self.tried += 1
        self.check_undisturbed()


class OverTcp(SecondDaemonCase):
    def setUp(self):
        self.begin(tcp=True)

    def test_on_the_same_command_endpoint(self):
        self.check_second(self.first.command_endpoint, command=self.first.command_endpoint)

    def test_on_the_same_event_endpoint(self):
        self.check_second(self.first.event_endpoint, event=self.first.event_endpoint)

    def test_many_at_once_on_the_same_endpoint(self):
        self.check_many_at_once(self.first.command_endpoint, command=self.first.command_endpoint)


class NobodyYet(EndToEndCase):
    """Many daemons begin at the same moment, on what nobody owns yet."""

    def setUp(self):
        self.folder = self.opened(TemporaryFolder()).path

    def begin_many(self, log, command, event):
        """Each argument makes one from a number."""
        return [self.canceld(self.folder, "--db", log(number), "--command-endpoint", command(number),
                             "--event-endpoint", event(number)) for number in range(MANY)]

    def check_one_wins(self, processes, name):
        losers = []
        for process in processes:
            try:
                process.wait_until_ready()
            except AssertionError:
                losers.append(process)
        for process in losers:
            self.assert_refuses_to_start(process, 3, name)
        self.assertEqual(len(processes) - len(losers), 1)

    def own(self, name):
        return lambda number: f"ipc://{self.folder}/{name}-{number}"

    def test_one_gets_the_log(self):
        path = self.folder / "shared.db"
        self.check_one_wins(self.begin_many(lambda _: path, self.own("command"), self.own("event")), path)

    def test_one_gets_the_endpoint(self):
        endpoint = f"ipc://{self.folder}/shared"
        processes = self.begin_many(lambda number: self.folder / f"{number}.db", lambda _: endpoint, self.own("event"))
        self.check_one_wins(processes, endpoint)

    def test_one_gets_the_endpoint_of_a_daemon_that_was_killed(self):
        """Its socket and its lock file are still there."""
        dead = self.opened(Daemon()).start()
        dead.kill()
        processes = self.begin_many(lambda number: self.folder / f"{number}.db", lambda _: dead.command_endpoint,
                                    self.own("event"))
        self.check_one_wins(processes, dead.command_endpoint)
        self.assertEqual(self.client(dead).call("server/info")["head"], 0)


if __name__ == "__main__":
    unittest.main()
