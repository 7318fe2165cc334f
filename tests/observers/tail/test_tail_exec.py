"""cancel-tail --exec: a command for each event, at least once, and none left behind."""

import json
import os
import signal
import unittest

from tail_case import HOSTILE, TailCase
from tools_case import await_condition


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Exec(TailCase):
    def setUp(self):
        super().setUp()
        self.start()

    def test_each_event_is_on_the_standard_input_in_order(self):
        self.create(5)
        self.run_tail("--from", "0", "--until-head", "--exec", "cat >> events")
        self.assertEqual([json.loads(line)["position"] for line in self.lines_in("events")], [1, 2, 3, 4, 5])
        self.run_tail("--from", "2", "--until-head", "--exec", "cat >> cloud", "--format", "cloudevents")
        self.assertEqual([json.loads(line)["id"] for line in self.lines_in("cloud")], ["2", "3", "4", "5"])

    def test_the_environment_says_what_the_event_says(self):
        self.call("operation/start", id="a", namespace="n", tool="search")
        self.call("cancellation/cancel", id="a", namespace="n", reason="too slow", requestedBy="ann")
        wanted = "$CANCEL_POSITION|$CANCEL_TYPE|$CANCEL_NAMESPACE|$CANCEL_TOKEN|$CANCEL_TOOL|$CANCEL_CAUSE" \
                 "|$CANCEL_MODE|$CANCEL_REASON|$CANCEL_REQUESTED_BY|$CANCEL_LOG_ID"
        self.run_tail("--from", "2", "--until-head", "--exec", f'echo "{wanted}" >> lines')
        log = self.ctl_json("info")["logId"]
        self.assertEqual(self.lines_in("lines"), [
            f"2|OperationStarted|n|a|search|||||{log}",
            f"3|CancellationRequested|n|a||user_requested|graceful|too slow|ann|{log}"])

    def test_a_hostile_reason_is_text(self):
        self.call("cancellation/create", id="a")
        self.call("cancellation/cancel", id="a", reason=HOSTILE)
        self.run_tail("--from", "2", "--until-head", "--type", "CancellationRequested", "--exec",
                      'printf %s "$CANCEL_REASON" > reason; cat > event')
        self.assertEqual((self.folder / "reason").read_bytes().decode(), HOSTILE)
        self.assertEqual(json.loads((self.folder / "event").read_text())["data"]["reason"], HOSTILE)
        self.assertFalse((self.folder / "harm").exists())

    def test_a_command_that_does_not_read_is_no_fault(self):
        self.call("operation/start", id="a")
        self.call("operation/finish", id="a", outcome="succeeded", result=json.dumps("x" * 200_000))
        self.run_tail("--from", "0", "--until-head", "--exec", "true")
        self.run_tail("--from", "3", "--until-head", "--exec", "wc -c > size")
        self.assertGreater(int(self.lines_in("size")[0]), 200_000)

    def test_what_fails_is_run_again_until_it_succeeds(self):
        self.create(2)
        script = self.script("react", 'echo $CANCEL_POSITION >> runs; [ "$(wc -l < runs)" -ge 3 ]')
        done = self.run_tail("--from", "0", "--until-head", "--exec", script)
        self.assertEqual(self.lines_in("runs"), ["1", "1", "1", "2"])
        self.assertIn("exit code 1", done.stderr)

    def test_a_command_that_was_killed_is_run_again(self):
        self.create(1)
        command = 'echo x >> runs; [ "$(wc -l < runs)" -ge 2 ] || kill -9 $$'
        self.assertIn("signal 9", self.run_tail("--from", "0", "--until-head", "--exec", command).stderr)
        self.assertEqual(len(self.lines_in("runs")), 2)

    def test_without_retries_left_it_ends_and_the_position_stays(self):
        self.create(3)
        script = self.script("react", 'echo $CANCEL_POSITION >> runs; [ $CANCEL_POSITION != 2 ]')
        done = self.run_tail("--from", "0", "--exec", script, "--retries", "1", "--consumer", "c", code=1)
        self.assertIn("the event at position 2 could not be delivered", done.stderr.splitlines()[-1])
        self.assertEqual(self.lines_in("runs"), ["1", "2", "2"])
        self.assertEqual(self.consumed("c"), 1)

    def test_a_signal_reaches_the_running_command_and_nothing_is_left(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)):
            with self.subTest(number):
                self.create(1)
                script = self.script("react", f"echo $$ > {self.folder}/process; trap 'echo told > {self.folder}/told; "
                                            "exit 1' TERM; sleep 1000 & wait")
                tail = self.tail("--from", "0", "--exec", script, "--consumer", f"c{code}")
                self.await_lines("process", 1)
                process = int(self.lines_in("process")[0])
                tail.process.send_signal(number)
                self.assertEqual(tail.wait(), code)
                self.assertEqual(self.lines_in("told"), ["told"])
                self.assertFalse(is_alive(process))
                self.assertEqual([entry for entry in os.listdir("/proc") if entry.isdigit()
                                  and self.is_of_group(entry, process)], [])
                self.assertIn(self.consumed(f"c{code}"), (None, 0))
                for name in ("process", "told"):
                    (self.folder / name).unlink()

    def is_of_group(self, entry, group):
        try:
            return os.getpgid(int(entry)) == group and is_alive(int(entry))
        except ProcessLookupError:
            return False

    def test_a_command_that_does_not_stop_is_killed(self):
        self.create(1)
        script = self.script("react", f"trap '' TERM; echo $$ > {self.folder}/process; while :; do sleep 0.1; done")
        tail = self.tail("--from", "0", "--exec", script)
        self.await_lines("process", 1)
        tail.process.send_signal(signal.SIGTERM)
        self.assertEqual(tail.wait(), -signal.SIGTERM)
        self.assertFalse(is_alive(int(self.lines_in("process")[0])))

    def test_a_pause_between_attempts_ends_with_a_signal(self):
        self.create(1)
        tail = self.tail("--from", "0", "--exec", "false")
        await_condition(lambda: len(tail.err) >= 3, "some attempts")
        self.assertEqual(tail.interrupt(), 130)

    def test_every_event_at_least_once_over_kills_of_both(self):
        script = self.script("react", f"cat >> {self.folder}/events")
        total = 0
        for _ in range(4):
            tail = self.tail("--follow", "--from", "0", "--exec", script, "--consumer", "c")
            self.create(20)
            total += 20
            self.await_lines("events", total - 15)
            tail.process.send_signal(signal.SIGKILL)
            tail.wait()
            self.create(5)
            total += 5
            self.stop(signal.SIGKILL)
            self.start()
        tail = self.tail("--from", "0", "--exec", script, "--consumer", "c", "--until-head")
        self.assertEqual(tail.wait(), 0, tail.err)
        positions = [json.loads(line)["position"] for line in self.lines_in("events")]
        self.assertEqual(sorted(set(positions)), list(range(1, total + 1)))
        self.assertLessEqual(len(positions), total + 4)  # a kill repeats one event at most
        self.assertEqual(self.consumed("c"), total)

    def test_wrong_usage(self):
        for arguments in (["--exec", ""], ["--exec", "true", "--format", "line"], ["--retries", "1"],
                          ["--exec", "true", "--webhook", "http://localhost/"], ["--exec", "true", "--retries", "x"]):
            self.complaint_of_tail(2, *arguments)


if __name__ == "__main__":
    unittest.main()
