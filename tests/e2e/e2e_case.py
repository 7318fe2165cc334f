"""What the end-to-end tests share. Import this first: it makes the contract tests' own support importable."""

import atexit
import ctypes
import os
import pathlib
import random
import signal
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "acceptance"))

from support import Daemon, Process, RpcError, clean_environment, request  # noqa: E402

LONG = 60.0  # seconds until an awaited condition counts as never coming true where thousands of things have to happen


_helpers = set()


@atexit.register
def _close_what_is_left():
    for helper in list(_helpers):
        helper.close()


def die_with_parent():
    """For `preexec_fn`: the new process ends at the latest when the thread that starts it does."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def seeded_random(what):
    """A source of random choices that a later run can repeat: its seed is printed, and CANCEL_SEED sets it."""
    seed = int(os.environ.get("CANCEL_SEED", random.SystemRandom().randrange(2**32)))
    print(f"{what}: CANCEL_SEED={seed}", flush=True)
    return random.Random(seed)


def program(variable):
    """The path of a program that the environment names, or None."""
    path = os.environ.get(variable)
    return path if path and os.access(path, os.X_OK) else None


class Helper:
    """Another Python process that runs one of this folder's programs; it hears lines on its stdin.

    It ends at the latest when this process does.
    """

    def __init__(self, name, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(FOLDER / f"{name}.py"), *map(str, arguments)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1, preexec_fn=die_with_parent)
        _helpers.add(self)

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self):
        """The next line that it prints; empty when it has ended."""
        return self.process.stdout.readline().rstrip("\n")

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=LONG):
        return self.process.wait(timeout)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        _helpers.discard(self)


class EndToEndCase(unittest.TestCase):
    """Whatever a test opens with these is closed at its end, also when it fails."""

    maxDiff = None

    def opened(self, thing):
        self.addCleanup(thing.close)
        return thing

    def daemon(self, config="", arguments=()):
        """A daemon of its own that is ready."""
        return self.opened(Daemon(config, arguments)).start()

    def client(self, daemon, **options):
        return self.opened(daemon.client(**options))

    def subscriber(self, daemon, *topics):
        return self.opened(daemon.subscriber(*topics))

    def canceld(self, folder, *arguments):
        """A daemon that is expected to end by itself."""
        return self.opened(Process(arguments, clean_environment(folder)))

    def helper(self, name, *arguments):
        return self.opened(Helper(name, *arguments))

    def assert_refuses_to_start(self, process, code, name):
        """It ends by itself with this exit code, and its one line says what is meant."""
        self.assertEqual(process.wait(), code, process.stderr)
        lines = process.stderr.splitlines()
        self.assertEqual(len(lines), 1, process.stderr)
        self.assertIn(str(name), lines[0])


def creates(namespace, numbers, **parameters):
    """One cancellation/create for each number, which is also its id; each has a commandId of its own."""
    return [request("cancellation/create", number, namespace=namespace, id=f"t{number}",
                    commandId=f"{namespace}-{number}", **parameters) for number in numbers]


def read_events(client, after=0, **filters):
    """All events after a position that fit the filters, page by page."""
    events = []
    while True:
        page = client.call("events/read", after=after, limit=10_000, **filters)
        events += page["events"]
        after = page["next"]
        if after >= page["head"]:
            return events


def error_code(client, method, **parameters):
    """The code with which the daemon refuses this, or None where it does it."""
    try:
        client.call(method, **parameters)
    except RpcError as error:
        return error.code
    return None
