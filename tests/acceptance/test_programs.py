"""canceld as a program: options, readiness, exit codes, and what it refuses to start on."""

import os
import pathlib
import random
import signal
import socket
import sqlite3
import unittest

from support import CANCELD, Client, Daemon, Process, TemporaryFolder, await_condition, clean_environment, read_log


class ProgramCase(unittest.TestCase):
    def setUp(self):
        temporary = TemporaryFolder()
        self.addCleanup(temporary.close)
        self.folder = temporary.path

    def daemon(self, *arguments):
        daemon = Daemon(*arguments).start()
        self.addCleanup(daemon.close)
        return daemon

    def run_canceld(self, *arguments, environment=None, **options):
        """Runs it in an empty home, as a second daemon beside any other; to be waited for or read."""
        environment = clean_environment(self.folder, **(environment or {}))
        process = Process(arguments, environment, **options)
        self.addCleanup(process.close)
        return process

    def own_arguments(self, log=None, command=None, event=None):
        return ["--db", log or self.folder / "own.db",
                "--command-endpoint", command or f"ipc://{self.folder}/command",
                "--event-endpoint", event or f"ipc://{self.folder}/event"]

    def serve(self, endpoint):
        client = Client(endpoint)
        self.addCleanup(client.close)
        return client.call("server/info")

    def assert_exits(self, code, *arguments, **options):
        process = self.run_canceld(*arguments, **options)
        self.assertEqual(process.wait(), code, process.stderr)
        return process


class Options(ProgramCase):
    def test_help_names_every_option_and_exits_0(self):
        text = self.assert_exits(0, "--help").standard_output()
        for option in ("--db", "--config", "--command-endpoint", "--event-endpoint", "--version", "--help"):
            self.assertIn(option, text)

    def test_version_is_that_of_server_info(self):
        text = self.assert_exits(0, "--version").standard_output()
        self.assertIn(self.serve(self.daemon().command_endpoint)["version"], text)

    def test_an_unknown_option_exits_2(self):
        self.assert_exits(2, "--no-such-option")

    def test_endpoints_come_from_the_environment(self):
        environment = {"CANCEL_COMMAND_ENDPOINT": f"ipc://{self.folder}/c", "CANCEL_EVENT_ENDPOINT":
                       f"ipc://{self.folder}/e"}
        self.run_canceld("--db", self.folder / "own.db", environment=environment).wait_until_ready()
        info = self.serve(f"ipc://{self.folder}/c")
        self.assertEqual((info["commandEndpoint"], info["eventEndpoint"]),
                         (f"ipc://{self.folder}/c", f"ipc://{self.folder}/e"))

    def test_options_override_the_environment(self):
        environment = {"CANCEL_COMMAND_ENDPOINT": f"ipc://{self.folder}/c", "CANCEL_EVENT_ENDPOINT":
                       f"ipc://{self.folder}/e"}
        self.run_canceld(*self.own_arguments(), environment=environment).wait_until_ready()
        self.assertEqual(self.serve(f"ipc://{self.folder}/command")["eventEndpoint"], f"ipc://{self.folder}/event")

    def test_the_defaults_lie_in_the_users_own_folders(self):
        """`$XDG_STATE_HOME/canceld/cancel.db`, `ipc://$XDG_RUNTIME_DIR/canceld/command` and `…/event`."""
        (self.folder / "run").mkdir(mode=0o700)
        self.run_canceld().wait_until_ready()
        info = self.serve(f"ipc://{self.folder}/run/canceld/command")
        self.assertEqual(info["eventEndpoint"], f"ipc://{self.folder}/run/canceld/event")
        self.assertTrue((self.folder / "state/canceld/cancel.db").exists())

    def test_tcp_on_the_loopback_needs_no_keys(self):
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            endpoints = [f"tcp://127.0.0.1:{each.getsockname()[1]}" for each in (one, other)]
        self.run_canceld(*self.own_arguments(None, *endpoints)).wait_until_ready()
        self.assertEqual(self.serve(endpoints[0])["eventEndpoint"], endpoints[1])

    def test_tcp_beyond_the_loopback_without_keys_is_refused(self):
        process = self.run_canceld(*self.own_arguments(command="tcp://0.0.0.0:*"))
        self.assertEqual(process.wait(), 2, process.stderr)


class Configuration(ProgramCase):
    def config(self, text):
        path = self.folder / "canceld.toml"
        path.write_text(text)
        return path

    def test_an_empty_file_is_a_good_one(self):
        self.assert_exits(0, "--check-config", "--config", self.config(""))

    def test_text_that_is_not_toml_exits_2_and_names_the_file(self):
        for mode in ([], ["--check-config"]):
            process = self.assert_exits(2, *mode, *self.own_arguments(), "--config", self.config("this is = = not"))
            self.assertIn(str(self.folder / "canceld.toml"), process.stderr)

    def test_an_unknown_key_exits_2_with_one_line_that_names_key_and_file(self):
        for mode in ([], ["--check-config"]):
            process = self.assert_exits(2, *mode, *self.own_arguments(), "--config",
                                        self.config("no_such_key_of_ours = 5\n"))
            lines = [line for line in process.stderr.splitlines()
                     if "no_such_key_of_ours" in line and str(self.folder / "canceld.toml") in line]
            self.assertEqual(len(lines), 1, process.stderr)

    def test_a_file_that_is_named_but_missing_exits_2(self):
        process = self.assert_exits(2, *self.own_arguments(), "--config", self.folder / "missing.toml")
        self.assertIn("missing.toml", process.stderr)

    def test_the_users_own_file_is_read_where_it_exists(self):
        """`$XDG_CONFIG_HOME/canceld/canceld.toml` where it exists."""
        path = self.folder / "config/canceld/canceld.toml"
        path.parent.mkdir(parents=True)
        path.write_text("no_such_key_of_ours = 5\n")
        self.assertIn(str(path), self.assert_exits(2, *self.own_arguments()).stderr)


class Life(ProgramCase):
    def test_it_serves_as_soon_as_it_says_ready(self):
        process = self.run_canceld(*self.own_arguments())
        process.wait_until_ready()
        self.assertTrue(pathlib.Path(self.folder / "command").is_socket())
        self.assertTrue(pathlib.Path(self.folder / "event").is_socket())
        self.assertEqual(self.serve(f"ipc://{self.folder}/command")["name"], "canceld")
        self.assertEqual(sum("ready" in line for line in process.stderr.splitlines()), 1)

    def test_it_notifies_the_service_manager(self):
        path = self.folder / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(str(path))
            listener.settimeout(20)
            self.run_canceld(*self.own_arguments(), environment={"NOTIFY_SOCKET": str(path)})
            told = b""
            while b"READY=1" not in told:
                told += listener.recv(4096) + b"\n"

    def test_sigterm_and_sigint_exit_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            daemon = self.daemon()
            client = daemon.client()
            self.addCleanup(client.close)
            client.call("cancellation/create", id="a")
            client.post("cancellation/wait", id="a", until="cancelled", timeoutMs=60_000)
            client.call("server/info")
            self.assertEqual(daemon.stop(number), 0)
            self.assertEqual(read_log(daemon.log_path, "SELECT count(*) FROM events"), [(1,)])

    def test_it_starts_beside_what_a_killed_daemon_left_behind(self):
        daemon = self.daemon()
        for _ in range(3):
            daemon.restart("kill")
        self.assertEqual(self.serve(daemon.command_endpoint)["name"], "canceld")


class Second(ProgramCase):
    """Log or endpoint in use by another daemon: exit 3, and the first one goes on undisturbed."""

    def setUp(self):
        super().setUp()
        self.first = self.daemon()
        self.client = self.first.client()
        self.addCleanup(self.client.close)
        self.client.call("cancellation/create", id="a")

    def check(self, *arguments):
        self.assert_exits(3, *arguments)
        subscriber = self.first.subscriber("default a ")
        self.addCleanup(subscriber.close)
        new = self.first.client()
        self.addCleanup(new.close)
        new.call("cancellation/cancel", id="a")
        subscriber.wait_for(lambda message: message.topic == "default a CancellationRequested")
        self.assertTrue(self.client.call("cancellation/status", id="a")["cancelled"])

    def test_on_the_same_log(self):
        self.check(*self.own_arguments(log=self.first.log_path))

    def test_on_the_same_log_by_another_name(self):
        link = self.folder / "link.db"
        link.symlink_to(self.first.log_path)
        self.check(*self.own_arguments(log=link))

    def test_on_the_same_command_endpoint(self):
        self.check(*self.own_arguments(command=self.first.command_endpoint))

    def test_on_the_same_event_endpoint(self):
        self.check(*self.own_arguments(event=self.first.event_endpoint))

    def test_with_the_endpoints_crossed(self):
        self.check(*self.own_arguments(command=self.first.event_endpoint))

    def test_with_everything_the_same(self):
        self.check(*self.first.arguments())

    def test_on_a_tcp_port_in_use(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            self.assert_exits(3, *self.own_arguments(command=f"tcp://127.0.0.1:{listener.getsockname()[1]}"))


class UnusableLog(ProgramCase):
    """A log that can't be used (foreign, damaged, newer, read-only): exit 4, and the file stays as it was."""

    def check(self, path, **options):
        before = path.read_bytes() if path.is_file() else None
        self.assert_exits(4, *self.own_arguments(log=path), **options)
        if before is not None:
            self.assertEqual(path.read_bytes(), before)

    def made_log(self, events=200):
        """The path of a log of our own with some events in it, closed and moved into this test's folder."""
        daemon = self.daemon()
        client = daemon.client()
        self.addCleanup(client.close)
        for number in range(events):
            client.post("cancellation/create", id=f"t{number}", labels={"k": "v" * 200})
        client.call("server/info")
        self.assertEqual(daemon.stop(), 0)
        path = self.folder / "made.db"
        with sqlite3.connect(daemon.log_path) as source, sqlite3.connect(path) as target:
            source.backup(target)
        source.close()
        target.close()
        return path

    def test_text(self):
        path = self.folder / "notes.db"
        path.write_text("my notes, and not a database\n" * 100)
        self.check(path)

    def test_another_programs_database(self):
        path = self.folder / "foreign.db"
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA application_id = 12345")
            connection.execute("CREATE TABLE events(position INTEGER PRIMARY KEY, name TEXT)")
        connection.close()
        self.check(path)

    def test_another_programs_database_without_an_application_id(self):
        path = self.folder / "foreign.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE addresses(name TEXT)")
        connection.close()
        self.check(path)

    def test_a_newer_schema(self):
        path = self.made_log()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 9999")
        connection.close()
        self.check(path)

    def test_a_damaged_file(self):
        path = self.made_log()
        octets = bytearray(path.read_bytes())
        self.assertGreater(len(octets), 8192)
        octets[4096:] = random.Random(1).randbytes(len(octets) - 4096)
        path.write_bytes(octets)
        self.check(path)

    def test_a_truncated_file(self):
        path = self.made_log()
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        self.check(path)

    def test_a_folder(self):
        path = self.folder / "folder.db"
        path.mkdir()
        self.check(path)

    def test_a_read_only_file(self):
        path = self.made_log()
        path.chmod(0o444)
        user = None
        if os.geteuid() == 0:
            user = 65534  # for root no file is read-only
            if not self.may_run(user):
                self.skipTest("the daemon's executable lies where only root may go")
        self.folder.chmod(0o777)
        self.check(path, user=user)

    def may_run(self, user):
        folders = [CANCELD.resolve(), *CANCELD.resolve().parents]
        return all(folder.stat().st_mode & 0o001 for folder in folders)

    def test_a_copy_of_a_good_log_is_used(self):
        path = self.made_log()
        self.run_canceld(*self.own_arguments(log=path)).wait_until_ready()
        await_condition(lambda: self.serve(f"ipc://{self.folder}/command")["head"] == 200, "the copied log")


if __name__ == "__main__":
    unittest.main()
