"""The log is pruned beside load, and the daemon is killed in the middle of it: nothing that lives is ever lost."""

import json
import subprocess
import threading
import time
import unittest

from e2e_case import LONG, EndToEndCase, error_code, program, seeded_random
from support import Client, await_condition, clean_environment, request

KILLS = 25
ROUNDS = 8
AT_ONCE = 250  # tokens of one batch
BESIDE = 20  # rounds that may be written beside one prune: without a bound a slow prune leaves ever more to the next one
HAS_CTL = program("CANCELCTL") is not None


def batch(client, requests):
    replies = client.exchange(requests)
    return [reply["result"] for reply in replies]


def add_tokens(client, prefix):
    """Creates tokens of which every fifth lives on, each with a child; the others are cancelled. The living ones."""
    names = [f"{prefix}-{number}" for number in range(AT_ONCE)]
    batch(client, [request("cancellation/create", name, id=name) for name in names])
    batch(client, [request("cancellation/create", name, id=f"{name}-child", parents=[name]) for name in names])
    batch(client, [request("cancellation/cancel", name, id=name) for number, name in enumerate(names) if number % 5])
    return names[::5]


class Writer(threading.Thread):
    """Goes on creating and cancelling, as many rounds as it was allowed, until it is told to end."""

    def __init__(self, endpoint):
        super().__init__(daemon=True)
        self._endpoint = endpoint
        self._allowed = threading.Semaphore(0)
        self._is_ending = False
        self.alive = []
        self.rounds = 0
        self.slowest = 0.0
        self.failure = None

    def run(self):
        client = Client(self._endpoint, timeout=LONG)
        try:
            while self._is_allowed():
                begun = time.monotonic()
                self.alive += add_tokens(client, f"w{self.rounds}")
                self.slowest = max(self.slowest, time.monotonic() - begun)
                self.rounds += 1
        except BaseException as failure:
            self.failure = repr(failure)
            raise
        finally:
            client.close()

    def allow(self, rounds):
        for _ in range(rounds):
            self._allowed.release()

    def close(self):
        self._is_ending = True
        self.allow(1)
        self.join()

    def _is_allowed(self):
        self._allowed.acquire()
        return not self._is_ending


@unittest.skipUnless(HAS_CTL, "CANCELCTL names no program")
class Pruning(EndToEndCase):

    def ctl(self, daemon, *arguments):
        done = subprocess.run(
            [program("CANCELCTL"), *map(str, arguments), "--json", "--command-endpoint", daemon.command_endpoint,
             "--event-endpoint", daemon.event_endpoint],
            env=clean_environment(daemon.folder), capture_output=True, text=True, timeout=LONG)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def await_rounds(self, writer, count):
        """Commands go on: so many rounds more are answered."""
        goal = writer.rounds + count
        await_condition(lambda: writer.rounds >= goal or writer.failure, "the writer's next round", LONG)

    def assert_alive(self, client, names):
        for name in names:
            for token in (name, f"{name}-child"):
                self.assertEqual(client.call("cancellation/status", id=token)["state"], "active")

    def assert_sound(self, daemon, client):
        """The file is without a fault, and a reader from before its beginning is told where that is."""
        self.assertIsNone(self.ctl(daemon, "verify", daemon.log_path)["fault"])
        first = client.call("server/info")["first"]
        self.assertGreater(first, 1)
        self.assertEqual(error_code(client, "events/read", after=first - 2), -31012)
        page = client.call("events/read", after=first - 1)
        self.assertEqual(page["events"][0]["position"], first)
        positions = [event["position"] for event in page["events"]]
        self.assertEqual(positions, list(range(first, first + len(positions))))

    def test_beside_load_nothing_that_lives_is_lost_and_replies_go_on(self):
        daemon = self.daemon()
        client = self.client(daemon, timeout=LONG)
        writer = Writer(daemon.command_endpoint)
        writer.start()
        removed = 0
        try:
            for _ in range(ROUNDS):
                writer.allow(BESIDE)
                self.await_rounds(writer, 2)
                before = client.call("server/info")["head"]
                answer = self.ctl(daemon, "prune", "--before", before)
                self.assertEqual(answer["first"], before)
                removed += answer["removedEvents"]
        finally:
            writer.close()
        self.assertIsNone(writer.failure)
        print(f"{removed} events removed beside {writer.rounds} rounds; the slowest took {writer.slowest:.3f} s")
        self.assertGreater(removed, ROUNDS * AT_ONCE)
        self.ctl(daemon, "prune", "--before", client.call("server/info")["head"])
        self.assert_alive(client, writer.alive)
        self.assert_sound(daemon, client)
        daemon.restart("stop")
        self.assert_alive(client, writer.alive)

    def test_killed_in_the_middle_the_log_is_sound_and_keeps_its_positions(self):
        random = seeded_random(f"{KILLS} kills in the middle of a prune")
        daemon = self.daemon('[storage]\nsnapshot_events = 2000\n')
        client = self.client(daemon, timeout=LONG)
        alive = []
        first = 1
        for number in range(KILLS):
            alive += add_tokens(client, f"k{number}")
            before = client.call("server/info")
            statistics = client.call("stats/read")["by_namespace"]["default"]
            client.call("log/prune", before=random.randint(first, before["head"]))
            time.sleep(random.uniform(0, 0.03))  # so that each kill meets another moment
            daemon.restart("kill")
            after = client.call("server/info")
            self.assertEqual((after["logId"], after["head"]), (before["logId"], before["head"]))
            self.assertGreaterEqual(after["first"], first)
            first = after["first"]
            self.assertEqual(client.call("stats/read")["by_namespace"]["default"], statistics)
            self.assert_alive(client, alive[-5:])
        self.assert_alive(client, alive)
        self.assert_sound(daemon, client)
        self.ctl(daemon, "prune", "--before", first)


if __name__ == "__main__":
    unittest.main()
