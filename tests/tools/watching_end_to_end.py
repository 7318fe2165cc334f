"""cancelctl watch and cancel-tail: every event once, in order, whatever happens to the daemon."""

import json
import signal
import subprocess
import unittest

from tools_case import PATIENCE, ToolsCase, await_condition, program


class Watching(ToolsCase):
    def setUp(self):
        super().setUp()
        self.start()

    def watch(self, *arguments):
        running = self.begin("CANCELCTL", "watch", *arguments)
        return running

    def test_watch_shows_events_as_they_happen_until_interrupted(self):
        self.ctl("create", "a")
        watching = self.watch("--from", "0", "--json")
        await_condition(lambda: len(watching.out) == 1, "the first event")
        self.ctl("cancel", "a")
        await_condition(lambda: len(watching.out) == 3, "the cancel")
        self.assertEqual(watching.interrupt(), 130)
        self.assertEqual(watching.err, [])
        self.assertEqual([json.loads(line)["position"] for line in watching.out], [1, 2, 3])

    def test_watch_shows_a_namespace_or_a_token_only(self):
        self.ctl("create", "a")
        watchers = {name: self.watch("--from", "1", *arguments) for name, arguments in {
            "namespace": ["-n", "n"], "token": ["b"], "both": ["b", "-n", "n"],
            "type": ["--type", "CancellationCompleted"]}.items()}
        self.ctl("create", "b", "-n", "n")
        self.ctl("create", "c", "-n", "n")
        self.ctl("cancel", "b", "-n", "n")
        for name, expected in (("namespace", 4), ("token", 3), ("both", 3), ("type", 1)):
            await_condition(lambda: len(watchers[name].out) == expected, f"the watcher of a {name}")

    def test_watch_until_completed(self):
        self.call("operation/start", id="a")
        watching = self.watch("a", "--from", "0", "--until", "completed")
        self.ctl("cancel", "a")
        self.call("operation/finish", id="a", outcome="stopped")
        self.assertEqual(watching.wait(), 0, watching.err)
        self.assertEqual(self.watch("a", "--until", "cancelled").wait(), 0)

    def test_watch_until_what_can_not_be_any_more(self):
        self.ctl("create", "a")
        watching = self.watch("a", "--from", "0", "--until", "cancelled")
        await_condition(lambda: watching.out, "the first event")
        self.ctl("release", "a")
        self.assertEqual(watching.wait(), 1)
        self.assertIn("released", watching.err[0])


class Tail(ToolsCase):
    def tail(self, *arguments):
        return self.begin("CANCEL_TAIL", *arguments)

    def positions(self, running):
        return [json.loads(line)["position"] for line in running.out]

    def run_tail(self, *arguments, code=0):
        done = self.run_program(program("CANCEL_TAIL"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_until_head(self):
        self.start()
        for name in "abc":
            self.ctl("create", name)
        for begin, expected in (("0", [1, 2, 3]), ("1", [1, 2, 3]), ("2", [2, 3]), ("4", []), ("9", [])):
            lines = self.run_tail("--from", begin, "--until-head", "--json").stdout.splitlines()
            self.assertEqual([json.loads(line)["position"] for line in lines], expected)
        self.assertEqual(self.run_tail("--until-head").stdout, "")
        self.assertRegex(self.run_tail("--from", "3", "--until-head").stdout, r"^ +3  .*TokenCreated +default/c\n$")

    def test_filters(self):
        self.start()
        self.ctl("create", "a")
        self.ctl("create", "a", "-n", "n")
        self.ctl("create", "b", "-n", "n")
        for arguments, expected in ((["--token", "a"], [1, 2]), (["-n", "n"], [2, 3]),
                                    (["--token", "a", "--namespace", "n"], [2]), (["--type", "TokenReleased"], [])):
            tail = self.tail("--from", "0", "--until-head", "--json", *arguments)
            self.assertEqual(tail.wait(), 0)
            self.assertEqual(self.positions(tail), expected)

    def test_live_lines_come_at_once(self):
        self.start()
        self.ctl("create", "before")
        tail = self.tail("--json")
        await_condition(lambda: self.ctl("create") and tail.out, "a live event")
        self.assertGreater(self.positions(tail)[0], 1)
        self.assertEqual(tail.interrupt(), 130)
        self.assertEqual(tail.err, [])

    def test_no_hole_and_no_duplicate_over_kills_of_the_daemon(self):
        self.start()
        everything = self.tail("--from", "0", "--json")
        narrow = self.tail("--from", "0", "--json", "--namespace", "n")
        for round_number in range(4):
            for space in ("default", "n"):
                self.batch([("cancellation/create", {"id": f"{round_number}-{number}", "namespace": space})
                            for number in range(300)])
            self.stop(signal.SIGKILL)
            self.start()
        last = self.ctl_json("info")["head"]
        self.assertEqual(last, 2400)
        await_condition(lambda: len(everything.out) >= last and len(narrow.out) >= last // 2, "all events")
        self.assertEqual(self.positions(everything), list(range(1, last + 1)))
        self.assertEqual(self.positions(narrow), [position for position in range(1, last + 1)
                                                  if (position - 1) % 600 >= 300])
        self.assertTrue(any("back" in line for line in everything.err))

    def test_another_log_is_told_and_read_from_its_beginning(self):
        self.start()
        self.ctl("create", "a")
        tail = self.tail("--from", "0", "--json")
        await_condition(lambda: len(tail.out) == 1, "the first event")
        self.stop()
        for file in self.log.parent.iterdir():
            file.unlink()
        self.start()
        self.ctl("create", "b")
        await_condition(lambda: len(tail.out) == 2, "the event of the other log")
        self.assertEqual(json.loads(tail.out[1])["token"], "b")
        self.assertTrue(any("another log" in line for line in tail.err))

    def test_no_daemon_at_the_start_exits_3(self):
        done = self.run_tail("--timeout", "100ms", code=3)
        self.assertRegex(done.stderr, r"^cancel-tail: no daemon at ipc://.* has answered within .*\n$")

    def test_wrong_usage_exits_2(self):
        for arguments in (["--from", "x"], ["--from", "-1"], ["extra"], ["--type", "Nothing"]):
            self.assertRegex(self.run_tail(*arguments, code=2).stderr, r"^cancel-tail: .*\n$")

    def test_closed_output_ends_quietly(self):
        self.start()
        self.batch([("cancellation/create", {"id": f"t{number}"}) for number in range(1000)])
        script = f"set -o pipefail; '{program('CANCEL_TAIL')}' --from 0 | head -n 1"
        done = subprocess.run(["bash", "-c", script], env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_reader_that_goes_ends_it_without_another_event(self):
        self.start()
        self.ctl("create", "a")
        for command in (f"'{program('CANCEL_TAIL')}'", f"'{program('CANCELCTL')}' watch"):
            script = f"set -o pipefail; {command} --from 0 | head -n 1"
            done = subprocess.run(["bash", "-c", script], env=self.environment, capture_output=True, text=True,
                                  timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stderr, len(done.stdout.splitlines())), (0, "", 1))

    def test_help_version_and_completion(self):
        self.assertIn("Examples:", self.run_tail("--help").stdout)
        self.assertRegex(self.run_tail("--version").stdout, r"^cancel-tail \d")
        self.assertIn("--until-head", self.run_tail("--completion", "bash").stdout)


if __name__ == "__main__":
    unittest.main()
