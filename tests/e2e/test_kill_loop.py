"""The daemon is killed again and again under load, and nothing that it said is ever untrue."""

import json
import os
import selectors
import subprocess
import time
import unittest

from e2e_case import EndToEndCase, Helper, LONG, program, read_events, seeded_random
from follower import digest
from load_commands import NAMESPACE
from log_check import answer_faults, append_faults, by_command, numbering_faults
from support import Daemon, Process, clean_environment, read_log
from tail_program import TailProgram

KILLS = int(os.environ.get("CANCEL_KILLS", 200))
LOADS = 3
EARLY_WATCHERS = [["beginning", "now"], ["beginning", f"namespace:{NAMESPACE}"]]
LATE_WATCHERS = ["beginning", "now"]  # begin to follow half-way
HAS_TAIL = program("CANCEL_TAIL") is not None


class Progress:
    """What the load helpers print: how many commands have been answered so far."""

    def __init__(self, helpers):
        self._selector = selectors.DefaultSelector()
        for helper in helpers:
            os.set_blocking(helper.process.stdout.fileno(), False)
            self._selector.register(helper.process.stdout, selectors.EVENT_READ)

    def forget(self):
        """Drops what was told before now."""
        while self._told(0):
            pass

    def wait(self):
        """Returns when something was answered from now on."""
        if not self._told(LONG):
            raise AssertionError(f"no command was answered within {LONG} s")

    def _told(self, timeout):
        return sum(len(os.read(key.fd, 65536)) for key, _ in self._selector.select(timeout))

    def close(self):
        self._selector.close()


class KilledUnderLoad(EndToEndCase):
    """One long story; then each test looks at one side of what it has left behind."""

    @classmethod
    def setUpClass(cls):
        cls.random = seeded_random(f"{KILLS} kills")
        cls.running = Daemon()
        cls.addClassCleanup(cls.running.close)
        cls.running.start()
        cls.watchers = [cls.watch(f"early-{number}", kinds) for number, kinds in enumerate(EARLY_WATCHERS)]
        cls.tail = cls.begin_tail() if HAS_TAIL else None
        cls.loads = [cls.load(number) for number in range(LOADS)]
        cls.kill_again_and_again()
        cls.answers, cls.loads_said = cls.end_load()
        cls.look()

    @classmethod
    def help(cls, *arguments):
        helper = Helper(*arguments)
        cls.addClassCleanup(helper.close)
        return helper

    @classmethod
    def watch(cls, name, kinds):
        path = cls.running.folder / f"{name}.json"
        helper = cls.help("watchers", cls.running.command_endpoint, cls.running.event_endpoint, path, *kinds)
        return helper, path

    @classmethod
    def begin_tail(cls):
        tail = TailProgram(cls.running, start=0)
        cls.addClassCleanup(tail.close)
        return tail

    @classmethod
    def load(cls, number):
        path = cls.running.folder / f"load-{number}.json"
        seed = cls.random.getrandbits(32)
        return cls.help("load_clients", cls.running.command_endpoint, path, f"c{number}", seed), path

    @classmethod
    def kill_again_and_again(cls):
        progress = Progress([helper for helper, _ in cls.loads])
        cls.addClassCleanup(progress.close)
        for helper, _ in cls.watchers:
            assert helper.hear() == "following"
        begun = time.monotonic()
        for number in range(KILLS):
            if number == KILLS // 2:
                cls.watchers.append(cls.watch("late", LATE_WATCHERS))
            cls.acknowledge_something(progress)
            time.sleep(cls.random.uniform(0, 0.15))  # so that each kill meets another moment
            cls.running.kill()
            if cls.random.random() < 0.1:
                cls.kill_while_it_starts()
            cls.running.start()
        print(f"{KILLS} kills in {time.monotonic() - begun:.1f} s", flush=True)

    @classmethod
    def acknowledge_something(cls, progress):
        """This daemon has answered a command, and since then the load has had an answer, too."""
        progress.forget()
        client = cls.running.client()
        try:
            client.call("cancellation/create", namespace="counted")
        finally:
            client.close()
        progress.wait()

    @classmethod
    def kill_while_it_starts(cls):
        """Does not count: nothing was acknowledged."""
        process = Process(cls.running.arguments(), clean_environment(cls.running.folder))
        time.sleep(cls.random.uniform(0, 0.06))
        process.close()

    @classmethod
    def end_load(cls):
        answers, said = [], []
        for helper, _ in cls.loads:
            helper.say("end")
        for helper, path in cls.loads:
            assert helper.wait() == 0, "a load helper failed"
            said.append(json.loads(path.read_text()))
            answers += said[-1].pop("answers")
        return answers, said

    @classmethod
    def look(cls):
        """Lets the watchers come to one same end, and reads the log."""
        client = cls.running.client(timeout=LONG)
        try:
            cls.events = read_events(client)
            for helper, _ in cls.watchers:
                helper.say(f"until {cls.events[-1]['position']}")
            cls.seen = []
            for helper, path in cls.watchers:
                assert helper.wait() == 0, "a watcher failed"
                cls.seen += json.loads(path.read_text())
            cls.events = read_events(client)
        finally:
            client.close()
        cls.caused = by_command(cls.events)

    def assert_no_faults(self, faults):
        if faults:
            self.fail(f"{len(faults)} faults, of which the first:\n" + "\n".join(faults[:10]))

    def test_the_story_was_one_of_many_answers_and_of_commands_that_had_to_be_sent_again(self):
        self.assertEqual([failure for said in self.loads_said for failure in said["failures"]], [])
        self.assertGreater(len(self.answers), KILLS)
        self.assertGreater(sum(said["sent_again"] for said in self.loads_said), 0)
        if KILLS >= 100:
            self.assertTrue(any(answer.get("result", {}).get("replayed") for answer in self.answers))
        print(f"{len(self.answers)} answers, {len(self.events)} events,",
              sum(said["sent_again"] for said in self.loads_said), "sent again,",
              sum(bool(answer.get("result", {}).get("replayed")) for answer in self.answers), "replayed,",
              ", ".join(f"{seen['kind']} {seen['live']} live {seen['caught_up']} read" for seen in self.seen))

    def test_the_log_has_positions_and_versions_without_holes(self):
        self.assert_no_faults(numbering_faults(self.events))

    def test_each_command_stands_in_the_log_as_one_append_and_once(self):
        self.assert_no_faults(append_faults(self.caused))

    def test_everything_that_was_acknowledged_is_in_the_log_as_it_was_acknowledged(self):
        self.assert_no_faults([fault for answer in self.answers
                               for fault in answer_faults(answer, self.caused[answer["parameters"]["commandId"]])])

    def test_nothing_is_in_the_log_that_nobody_asked_for(self):
        known = {answer["parameters"]["commandId"] for answer in self.answers}
        self.assertEqual([command for command, events in self.caused.items() if events and command not in known], [])

    def test_no_watcher_saw_anything_that_must_not_be(self):
        self.assert_no_faults([f"{seen['kind']}: {oddity}" for seen in self.seen for oddity in seen["oddities"]])

    def test_every_watcher_saw_exactly_the_log_in_order_and_once(self):
        self.assertEqual(len(self.seen), sum(map(len, EARLY_WATCHERS)) + len(LATE_WATCHERS))
        for seen in self.seen:
            with self.subTest(watcher=seen["kind"], first=seen["first"]):
                _, _, namespace = seen["kind"].partition(":")
                last = seen["seen"][-1][0]
                expected = [[event["position"], digest(event)] for event in self.events
                            if seen["first"] <= event["position"] <= last and namespace in ("", event["namespace"])]
                self.assertTrue(expected)
                self.assertEqual(next((pair for pair in zip(seen["seen"], expected) if pair[0] != pair[1]), None), None)
                self.assertEqual(len(seen["seen"]), len(expected))

    def test_watchers_lived_on_both_live_events_and_reading(self):
        everything = [seen for seen in self.seen if not seen["kind"].startswith("namespace:")]
        self.assertGreater(sum(seen["live"] for seen in everything), 0)
        self.assertGreater(sum(seen["caught_up"] for seen in everything), 0)

    @unittest.skipUnless(HAS_TAIL, "CANCEL_TAIL names no program")
    def test_cancel_tail_printed_exactly_the_log_in_order_and_once(self):
        printed = self.tail.events_until(self.events[-1]["position"])
        for event, expected in zip(printed, self.events):
            self.assertEqual(event, expected)
        self.assertGreaterEqual(len(printed), len(self.events))

    def test_the_file_passes_sqlites_own_check(self):
        self.assertEqual(read_log(self.running.log_path, "PRAGMA integrity_check"), [("ok",)])

    def test_the_file_holds_what_the_daemon_tells(self):
        rows = read_log(self.running.log_path, "SELECT position, version, type, namespace, data FROM events "
                                               "WHERE position <= ? ORDER BY position", self.events[-1]["position"])
        self.assertEqual(len(rows), len(self.events))
        for row, event in zip(rows, self.events):
            self.assertEqual((*row[:4], json.loads(row[4])), (event["position"], event["version"], event["type"],
                                                              event["namespace"], event["data"]))

    @unittest.skipUnless(program("CANCELCTL"), "CANCELCTL names no program")
    def test_verify_passes(self):
        run = subprocess.run([program("CANCELCTL"), "verify", self.running.log_path], capture_output=True, text=True,
                             timeout=LONG)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_one_more_restart_changes_nothing(self):
        client = self.client(self.running, timeout=LONG)
        running = ["requested", "executed", "active"]
        before = self.ended_tokens(client, running)
        self.running.restart()
        again = self.client(self.running, timeout=LONG)
        after = self.ended_tokens(again, running)
        self.assertLessEqual(before.items(), after.items())

    def ended_tokens(self, client, changing):
        """Those that no timer changes any more, by name."""
        tokens, cursor = {}, None
        while True:
            page = client.call("cancellation/list", limit=10_000, cursor=cursor)
            tokens.update({json.dumps([token["namespace"], token["id"]]): token for token in page["tokens"]
                           if token["state"] not in changing})
            cursor = page.get("nextCursor")
            if not cursor:
                return tokens


if __name__ == "__main__":
    unittest.main()
