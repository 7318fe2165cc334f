"""Two dozen observers of one daemon, beside those with a page or a screen.

Each sees all of its events once, in order, whatever happens to one of them.
"""

import itertools
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))

from e2e_case import LONG, EndToEndCase, read_events, seeded_random  # noqa: E402
from observer import Observer  # noqa: E402
from observer_kinds import LIVES, WATCHED, kinds  # noqa: E402
from process_figures import descriptors, resident_kilobytes  # noqa: E402
from support import await_condition, request, result_in  # noqa: E402
from watching_programs import Dashboard, Exporter, Snapshots  # noqa: E402

QUEUE = 1000  # messages that the daemon keeps for each subscriber
LOADS = 2
LIVES_A_ROUND = 250
EVENTS_A_LIFE = 3
LABELS = {"long": "x" * 300}


def life(number, space, token):
    """The requests of a token that is cancelled as soon as it is made."""
    return [request("cancellation/create", number, namespace=space, id=token, labels=LABELS),
            request("cancellation/cancel", number, namespace=space, id=token, reason="enough\n\033[31m\u202e<b>")]


class ManyObservers(EndToEndCase):
    def setUp(self):
        self.random = seeded_random(self.id())
        self.running = self.daemon(f"[sockets]\nevent_queue = {QUEUE}\n")
        self.connection = self.client(self.running, timeout=LONG)
        self.rounds = itertools.count()
        self.programs = [self.opened(kind(self.running)) for kind in (Exporter, Dashboard, Snapshots)]
        self.observers = [self.opened(Observer(self.running, kind, number))
                          for kind in kinds() for number in range(kind.count)]
        self.assertEqual(len(self.observers), 24)
        self.loads = [self.begin_load(number) for number in range(LOADS)]
        self.await_those_that_begin_now()

    # What happens.

    def begin_load(self, number):
        seed = self.random.randrange(2**32)
        return self.helper("load_clients", self.running.command_endpoint, self.running.folder / f"load-{number}.json",
                           f"load{number}", seed)

    def end_load(self):
        for load in self.loads:
            load.say("end")
        for load in self.loads:
            self.assertEqual(load.wait(), 0)

    def await_those_that_begin_now(self):
        """They have begun when they print something of what is done meanwhile."""
        waiting = [observer for observer in self.observers if observer.kind.start is None]
        await_condition(lambda: all(observer.last_position() for observer in waiting), "observers to begin", LONG)

    def make_round(self):
        """Many lives at once, beside what the loads do; every one of these requests is answered."""
        number = next(self.rounds)
        batch = life(0, f"round-{number}", WATCHED)
        for index in range(1, LIVES_A_ROUND):
            batch += life(index, LIVES, f"{number}-{index}")
        for reply in self.connection.exchange(batch):
            result_in(reply)

    def make_rounds_of(self, events):
        for _ in range(0, events, EVENTS_A_LIFE * LIVES_A_ROUND):
            self.make_round()

    # What must hold.

    def assert_all_are_seen(self, observers):
        """Each of these comes to where the log is now, and has printed exactly what it should have."""
        head = self.connection.call("server/info")["head"]
        events = read_events(self.connection)
        events = [event for event in events if event["position"] <= head]
        self.assertEqual([event["position"] for event in events], list(range(1, head + 1)))
        for observer in observers:
            with self.subTest(observer=observer.name):
                self.assert_it_sees(observer, events)
        for watching in self.programs:
            with self.subTest(observer=watching.name):
                self.assert_it_knows(watching, head)

    def assert_it_sees(self, observer, events):
        kind = observer.kind
        expected = [event for event in events if kind.selects(event)]
        if expected:
            observer.await_position(expected[-1]["position"])
        lines = observer.lines()
        if kind.start is None:
            first = kind.form.position(lines[0])
            expected = [event for event in expected if event["position"] >= first]
        head = events[-1]["position"]
        printed = [kind.form.read(line) for line in lines if kind.form.position(line) <= head]
        wanted = [kind.form.shown(event) for event in expected]
        difference = next((pair for pair in itertools.zip_longest(printed, wanted) if pair[0] != pair[1]), None)
        self.assertIsNone(difference, "printed, and what should have been")

    def assert_it_knows(self, watching, head):
        """It comes to where the log was, and has counted each request once."""
        await_condition(lambda: watching.position() >= head, f"{watching.name} to come to {head}", LONG)
        told = watching.told()
        if told is not None:
            position, requested = told
            events = read_events(self.connection, types=["CancellationRequested"])
            self.assertEqual(requested, sum(event["position"] <= position for event in events))


class OneStopped(ManyObservers):
    def test_the_others_see_everything_meanwhile_and_it_catches_up_when_it_goes_on(self):
        stopped, *others = self.observers
        self.make_rounds_of(QUEUE)
        stopped.pause()
        seen = stopped.last_position()
        self.make_rounds_of(8 * QUEUE)
        self.assert_all_are_seen(others)
        self.assertEqual(stopped.last_position(), seen)
        stopped.go_on()
        self.make_rounds_of(QUEUE)
        self.end_load()
        self.assert_all_are_seen(self.observers)

    @unittest.skipIf(os.environ.get("SANITIZER", "none") != "none", "a sanitizer holds on to what was freed")
    def test_the_daemon_keeps_no_more_for_it_than_its_queue(self):
        self.end_load()
        stopped, *others = self.observers
        stopped.pause()
        self.make_rounds_of(3 * QUEUE)
        before = resident_kilobytes(self.running)
        self.make_rounds_of(24 * QUEUE)
        grown = resident_kilobytes(self.running) - before
        lives = 24 * QUEUE / EVENTS_A_LIFE
        self.assertLess(grown, 3.5 * lives, "a full queue does not grow; tokens take less than 3.5 KiB each")
        self.assert_all_are_seen(others)

    def test_one_that_is_killed_while_it_stands_still_harms_nobody(self):
        stopped, *others = self.observers
        stopped.pause()
        self.make_rounds_of(4 * QUEUE)
        stopped.kill()
        self.make_rounds_of(QUEUE)
        stopped.start()
        self.end_load()
        self.assert_all_are_seen(self.observers)


class SomeKilled(ManyObservers):
    ROUNDS = 5
    AT_ONCE = 8

    def test_those_that_are_started_again_go_on_and_the_others_do_not_notice(self):
        before = descriptors(self.running)
        for _ in range(self.ROUNDS):
            killed = self.random.sample(self.observers, self.AT_ONCE)
            for observer in killed:
                observer.kill()
            self.make_round()
            for observer in killed:
                observer.start()
            self.make_round()
        self.end_load()
        self.assert_all_are_seen(self.observers)
        await_condition(lambda: descriptors(self.running) <= before, "the connections of those that died to be closed")


class DaemonStartedAgain(ManyObservers):
    def test_all_go_on_without_a_hole(self):
        for how in ("kill", "stop", "kill"):
            self.make_round()
            self.running.restart(how)
            self.make_round()
        self.end_load()
        self.assert_all_are_seen(self.observers)

    def test_one_that_stood_still_meanwhile_goes_on_too(self):
        stopped = self.random.choice(self.observers)
        stopped.pause()
        self.make_round()
        self.running.restart()
        self.make_rounds_of(3 * QUEUE)
        stopped.go_on()
        self.end_load()
        self.assert_all_are_seen(self.observers)


if __name__ == "__main__":
    unittest.main()
