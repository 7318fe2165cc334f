"""The examples do what they say, and their ends are in the log."""

import os
import pathlib
import re
import signal
import subprocess

from tools_case import PATIENCE, Running, ToolsCase, await_condition

EXAMPLES = pathlib.Path(os.environ["CANCEL_EXAMPLES"])
UUID = r"[0-9a-f-]{36}"


class Examples(ToolsCase):
    def example(self, name, *arguments):
        running = Running([EXAMPLES / name, *arguments], self.environment)
        self.addCleanup(running.close)
        return running

    def await_line(self, running, pattern, count=1):
        """Waits for the lines that `pattern` fits, and returns the last match."""
        def matches():
            return [match for line in list(running.out) if (match := re.fullmatch(pattern, line))]
        await_condition(lambda: len(matches()) >= count, lambda: f"{pattern}; it says {running.out} {running.err}")
        return matches()[-1]

    def await_running(self, tool, count=1):
        """Waits until so many operations of that tool are recorded."""
        await_condition(lambda: len(self.ctl_lines("ops", "--tool", tool)) == count, f"an operation of {tool}")

    def history_of(self, tool):
        return [entry for entry in self.ctl_lines("history") if entry["tool"] == tool]

    def assert_ended(self, running, lines):
        self.assertEqual(running.wait(), 0, running.err)
        self.assertEqual(running.out[-len(lines):], lines)


class Worker(Examples):
    def test_it_stops_when_it_is_cancelled_from_a_terminal(self):
        self.start()
        worker = self.example("worker")
        operation = self.await_line(worker, f"counting as ({UUID})")[1]
        self.await_running("count")
        self.ctl("cancel", "--tool", "count", "--reason", "that is enough")
        self.assert_ended(worker, ["stopped: that is enough"])
        self.assertEqual(self.ctl_json("status", operation)["state"], "completed")
        self.assertEqual([entry["outcome"] for entry in self.history_of("count")], ["stopped"])

    def test_it_counts_to_the_end_where_nobody_cancels_it(self):
        self.start()
        worker = self.example("worker", "3")
        self.assert_ended(worker, ["counted to 3"])
        operation = self.await_line(worker, f"counting as ({UUID})")[1]
        self.assertEqual(self.ctl_json("status", operation)["state"], "released")

    def test_it_works_without_a_daemon(self):
        worker = self.example("worker", "3")
        self.assert_ended(worker, ["counted to 3"])

    def test_a_wrong_argument_is_a_failure_in_one_line(self):
        worker = self.example("worker", "many")
        self.assertEqual(worker.wait(), 1)
        self.assertEqual(len(worker.err), 1)


class Family(Examples):
    def test_who_cancels_the_family_stops_parent_and_child(self):
        self.start()
        family = self.example("family")
        token = self.await_line(family, f"family ({UUID})")[1]
        self.await_running("parent")
        self.await_running("child")
        self.ctl("cancel", token, "--reason", "bedtime")
        self.assertEqual(family.wait(), 0, family.err)
        self.assertEqual(sorted(family.out[1:]),
                         ["child stops: bedtime", "child works", "nothing of the family runs any more",
                          "parent stops: bedtime", "parent works"])
        self.assertEqual(self.ctl_json("status", token)["state"], "completed")

    def test_without_a_daemon_it_says_what_is_missing(self):
        family = self.example("family")
        self.assertEqual(family.wait(), 1)
        self.assertEqual(family.err, ["family: no daemon, so the child could not find its family"])


class Child(Examples):
    def test_a_cancellation_stops_the_command_and_what_it_has_started(self):
        self.start()
        child = self.example("child", "sh", "-c", "sleep 1000 & echo begun; wait")
        self.await_line(child, "begun")
        self.await_running("sh")
        self.ctl("cancel", "--tool", "sh")
        await_condition(lambda: child.process.poll() is not None, "the end of the command")
        self.assertEqual(child.wait(), 128 + signal.SIGTERM)
        self.assertEqual(child.out[-1], "stopped")
        self.assertEqual([entry["outcome"] for entry in self.history_of("sh")], ["stopped"])

    def test_its_exit_code_is_that_of_the_command(self):
        self.start()
        child = self.example("child", "sh", "-c", "exit 3")
        operation = self.await_line(child, f"running as ({UUID})")[1]
        self.assertEqual(child.wait(), 3)
        ended = self.ctl_lines("events", "--type", "OperationFinished")
        self.assertEqual([(event["token"], event["data"]["error"]) for event in ended], [(operation, "exit code 3")])

    def test_a_command_that_is_not_there_is_a_failure_in_one_line(self):
        child = self.example("child", "no-such-command")
        self.assertEqual(child.wait(), 1)
        self.assertEqual(len(child.err), 1)


class PollLoop(Examples):
    def echo(self):
        running = subprocess.Popen([EXAMPLES / "poll_loop"], env=self.environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(running.stdout.close)
        self.addCleanup(running.stdin.close)
        self.addCleanup(running.kill)
        self.assertRegex(running.stdout.readline(), f"echoing as {UUID}\n")
        running.stdin.write("hello\n")
        running.stdin.flush()
        self.assertEqual(running.stdout.readline(), "hello\n")
        return running

    def test_a_cancellation_ends_it_while_it_waits_for_input(self):
        self.start()
        echo = self.echo()
        self.await_running("echo")
        self.ctl("cancel", "--tool", "echo", "--reason", "quiet")
        self.assertEqual(echo.stdout.read(), "stopped: quiet\n")
        self.assertEqual(echo.wait(PATIENCE), 0)
        self.assertEqual([entry["outcome"] for entry in self.history_of("echo")], ["stopped"])

    def test_the_end_of_its_input_ends_it(self):
        self.start()
        echo = self.echo()
        echo.stdin.close()
        self.assertEqual(echo.wait(PATIENCE), 0)


class Monitor(Examples):
    def test_it_prints_what_happens_over_a_restart_and_a_new_log(self):
        self.start()
        self.ctl("create", "one")
        monitor = self.example("monitor", "0")
        self.await_line(monitor, "1  .*  TokenCreated  default/one")
        self.await_line(monitor, "-- live, after position 1")
        self.stop()
        self.await_line(monitor, "-- the daemon does not answer: .*")
        self.start()
        self.ctl("create", "two")
        self.await_line(monitor, "2  .*  TokenCreated  default/two")
        self.stop(signal.SIGKILL)
        for file in self.log.parent.iterdir():
            file.unlink()
        self.start()
        self.ctl("create", "three")
        self.await_line(monitor, "-- another log, from its beginning: .*")
        self.await_line(monitor, "1  .*  TokenCreated  default/three")
        self.assertEqual(len([line for line in monitor.out if not line.startswith("--")]), 3)
