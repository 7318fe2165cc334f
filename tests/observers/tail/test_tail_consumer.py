"""cancel-tail --consumer: goes on where it ended, whatever ended it."""

import json
import os
import select
import signal
import subprocess
import unittest

from tail_case import TailCase
from tools_case import PATIENCE, await_condition, program


class Consumer(TailCase):
    def setUp(self):
        super().setUp()
        self.start()

    def follow(self, *arguments):
        return self.tail("--json", "--consumer", "c", *arguments)

    def test_it_goes_on_where_it_ended(self):
        self.create(3)
        self.assertEqual(self.positions("--from", "2", "--consumer", "c"), [2, 3])
        self.assertEqual(self.positions("--consumer", "c"), [])
        self.create(2)
        self.assertEqual(self.positions("--from", "0", "--consumer", "c"), [4, 5])
        self.assertEqual(self.positions("--from", "0", "--consumer", "another"), [1, 2, 3, 4, 5])

    def test_the_first_time_it_begins_now_and_remembers_that(self):
        self.create(3)
        tail = self.follow()
        await_condition(lambda: self.consumed("c") == 3, "the beginning to be noted")
        tail.process.send_signal(signal.SIGKILL)
        tail.wait()
        self.create(1)
        self.assertEqual(self.positions("--consumer", "c"), [4])

    def test_an_interrupt_keeps_what_was_printed(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            tail = self.follow("--from", "0")
            self.create(1)
            await_condition(lambda: len(tail.out) == 1, "the event")
            tail.process.send_signal(number)
            self.assertIn(tail.wait(), (130, -signal.SIGTERM))
        self.assertEqual(self.consumed("c"), 2)

    def test_no_hole_over_kills_of_both(self):
        positions = []
        for _ in range(4):
            tail = self.follow("--from", "0", "--follow")
            self.create(100)
            await_condition(lambda: len(tail.out) >= 50, "some of them")
            tail.process.send_signal(signal.SIGKILL)
            tail.wait()
            positions += [json.loads(line)["position"] for line in tail.out if line.endswith("}")]
            self.stop(signal.SIGKILL)
            self.start()
        positions += self.positions("--from", "0", "--consumer", "c")  # which may never have come to note where it is
        self.assertEqual(sorted(set(positions)), list(range(1, 401)))

    def test_what_is_filtered_out_counts_as_dealt_with(self):
        self.create(3)
        self.assertEqual(self.positions("--from", "0", "--consumer", "c", "--type", "TokenReleased"), [])
        self.assertEqual(self.consumed("c"), 3)

    def test_another_log_is_told_and_read_from_its_first_event(self):
        self.create(3)
        self.assertEqual(self.positions("--from", "0", "--consumer", "c"), [1, 2, 3])
        self.replace_log()
        self.create(2)
        done = self.run_tail("--consumer", "c", "--until-head", "--json")
        self.assertEqual([json.loads(line)["position"] for line in done.stdout.splitlines()], [1, 2])
        self.assertIn("another log", done.stderr)
        self.assertEqual(self.positions("--consumer", "c"), [])

    def test_a_log_that_is_an_older_copy_is_read_again(self):
        self.create(2)
        copy = self.folder / "copy.db"
        self.ctl("backup", copy)
        self.create(2)
        self.assertEqual(self.positions("--from", "0", "--consumer", "c"), [1, 2, 3, 4])
        self.stop()
        for file in self.log.parent.iterdir():
            if file.name.startswith("cancel.db"):
                file.unlink()
        copy.rename(self.log)
        self.start()
        self.assertEqual(self.positions("--consumer", "c"), [1, 2])

    def test_a_damaged_file_is_named_and_left_alone(self):
        self.consumers.mkdir(parents=True)
        file = self.consumers / "c.json"
        for content in ("", "{", '{"logId":"x","position":-1}', "\0" * 100):
            file.write_text(content)
            self.assertIn(str(file), self.complaint_of_tail(2, "--consumer", "c", "--until-head"))
            self.assertEqual(file.read_text(), content)

    def test_one_at_a_time_has_a_name(self):
        tail = self.follow()
        await_condition(lambda: self.consumed("c") is not None, "the first one")
        self.assertIn("consumer c is in use", self.complaint_of_tail(1, "--consumer", "c"))
        self.positions("--consumer", "d")
        self.assertEqual(tail.interrupt(), 130)
        self.positions("--consumer", "c")

    def test_a_command_does_not_keep_the_name(self):
        self.create(1)
        self.run_tail("--from", "0", "--until-head", "--consumer", "c", "--exec",
                      f"setsid sh -c 'echo $$ > {self.folder}/process; exec sleep 30' > /dev/null 2>&1 &")
        process = int(self.await_lines("process", 1)[0])
        self.addCleanup(self.kill, process)
        self.assertEqual(self.positions("--consumer", "c"), [])

    def kill(self, process):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def test_a_signal_does_not_wait_for_a_reader_that_takes_nothing(self):
        for _ in range(10):
            self.create(100)  # together more than a pipe holds
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)):
            reading, writing = os.pipe()
            tail = subprocess.Popen([program("CANCEL_TAIL"), "--json", "--from", "0", "--consumer", "c"], stdout=writing,
                                    stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
            self.addCleanup(tail.wait)
            self.addCleanup(tail.kill)
            os.close(writing)
            self.await_full(reading)
            tail.send_signal(number)
            self.assertEqual(tail.wait(PATIENCE), code)
            os.close(reading)
        self.assertEqual(self.positions("--from", "0", "--consumer", "c"), list(range(1, 1001)))

    def await_full(self, reading):
        """Until the pipe takes nothing any more."""
        with open(f"/proc/self/fd/{reading}", "wb", buffering=0, opener=self.without_waiting) as probe:
            await_condition(lambda: not select.select([], [probe], [], 0)[1], "a full pipe")

    @staticmethod
    def without_waiting(path, flags):
        return os.open(path, os.O_WRONLY | os.O_NONBLOCK)

    def test_a_closed_standard_output_is_said_and_nothing_takes_its_place(self):
        self.create(3)
        done = subprocess.run(["sh", "-c", 'exec "$0" --from 0 --until-head --consumer c >&-', program("CANCEL_TAIL")],
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=self.environment, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("can not be written", done.stderr)
        self.assertEqual((self.consumers / "c.lock").read_text(), "")
        self.assertEqual(self.positions("--from", "0", "--consumer", "c"), [1, 2, 3])

    def test_a_folder_that_can_not_be_made_is_said(self):
        (self.folder / "state/canceld/consumers").write_text("a file")
        self.assertIn("consumers", self.complaint_of_tail(1, "--consumer", "c", "--until-head"))

    def test_wrong_names(self):
        for name in ("", "a/b", "../x", "a b", "ä", "x" * 65):
            self.complaint_of_tail(2, "--consumer", name)


if __name__ == "__main__":
    unittest.main()
