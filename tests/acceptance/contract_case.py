"""The base of all cases: one daemon for a module, one namespace for a test, and the contract's methods as functions."""

import contextlib
import itertools
import re
import time
import unittest

from support import PATIENCE, Client, Daemon, RpcError, await_condition, parse_time

_numbers = itertools.count(1)

# What of an event's data a story tells, besides its token and type.
TOLD = {
    "CancellationRequested": "cause",
    "CancellationEscalated": "because",
    "CancellationCompleted": "outcome",
    "CancellationExpired": "because",
    "OperationFinished": "outcome",
    "SessionClosed": "because",
}


def tell(event):
    """An event as one readable line: `token Type detail`, with `late` where it says so."""
    line = f"{event.get('token') or '$session'} {event['type']}"
    if event["type"] in TOLD:
        line += f" {event['data'].get(TOLD[event['type']])}"
    return line + (" late" if event["data"].get("late") else "")


class ContractCase(unittest.TestCase):
    """Each module has one daemon, each test a namespace of its own, put into every call that names no other."""

    daemon_config = ""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(cls.daemon_config).start()
        cls.addClassCleanup(cls.daemon.close)

    def setUp(self):
        self.namespace = f"n{next(_numbers)}"
        self.client = self.connect()

    def connect(self, **options):
        client = Client(self.daemon.command_endpoint, **options)
        self.addCleanup(client.close)
        return client

    def subscribe(self, *topics):
        subscriber = self.daemon.subscriber(*topics)
        self.addCleanup(subscriber.close)
        return subscriber

    # The methods. Any parameter can be given; namespace=None leaves it out (null counts as absent).

    def call(self, method, **parameters):
        return self.client.call(method, **{"namespace": self.namespace, **parameters})

    def create(self, token=None, **parameters):
        return self.call("cancellation/create", id=token, **parameters)

    def cancel(self, token, **parameters):
        return self.call("cancellation/cancel", id=token, **parameters)

    def cancel_many(self, **parameters):
        return self.call("cancellation/cancelMany", **parameters)

    def status(self, token, **parameters):
        return self.call("cancellation/status", id=token, **parameters)

    def state(self, token, **parameters):
        return self.status(token, **parameters)["state"]

    def wait(self, token, until="completed", timeout_ms=15_000, **parameters):
        return self.call("cancellation/wait", id=token, until=until, timeoutMs=timeout_ms, **parameters)

    def release(self, token, **parameters):
        return self.call("cancellation/release", id=token, **parameters)

    def begin(self, operation=None, **parameters):
        return self.call("operation/start", id=operation, **parameters)

    def executed(self, operation, **parameters):
        return self.call("operation/executed", id=operation, **parameters)

    def finish(self, operation, outcome="stopped", **parameters):
        return self.call("operation/finish", id=operation, outcome=outcome, **parameters)

    def running(self, **parameters):
        return [entry["operation"] for entry in self.call("operation/list", **parameters)["operations"]]

    def open_session(self, name="owner", **parameters):
        return self.call("session/open", name=name, **parameters)["session"]

    def head(self):
        return self.client.call("server/info")["head"]

    # What the log tells.

    def events(self, after=0, **filters):
        """All events of this test's namespace (unless told) after a position, read page by page."""
        events = []
        while True:
            page = self.call("events/read", after=after, **filters)
            events += page["events"]
            after = page["next"]
            if after >= page["head"]:
                return events

    def story(self, after=0, **filters):
        return [tell(event) for event in self.events(after, **filters)]

    def append_of(self, position, count, **filters):
        """The story of the last `count` events up to `position`, the last one that a command caused."""
        return [tell(event) for event in self.events(**filters) if event["position"] <= position][-count:]

    def event(self, event_type, token, which=-1):
        found = [event for event in self.events(token=token) if event["type"] == event_type]
        self.assertTrue(found, f"no {event_type} of {token} in {self.story()}")
        return found[which]

    def await_story(self, *lines, timeout=PATIENCE):
        """Waits until each line stands in the story of this namespace."""
        try:
            await_condition(lambda: set(lines) <= set(self.story()), f"{lines}", timeout)
        except AssertionError as missing:
            raise AssertionError(f"{missing}; the story: {self.story()}") from None

    def await_state(self, token, state):
        await_condition(lambda: self.state(token) == state, f"{token} to be {state}")

    # Expectations.

    @contextlib.contextmanager
    def refused(self, code, param=None, state=None):
        """The block's command is refused with `code`, where given with that data.param or data.state."""
        with self.assertRaises(RpcError) as caught:
            yield caught
        self.assertEqual(caught.exception.code, code, caught.exception)
        if param is not None:
            named = str(caught.exception.data.get("param"))
            self.assertEqual(re.split(r"[.\[/]", named)[0], param, caught.exception)
        if state is not None:
            self.assertEqual(caught.exception.data.get("state"), state, caught.exception)

    @contextlib.contextmanager
    def nothing_recorded(self):
        """The block leaves no event behind, in this test's namespace or in the default one."""
        before = self.head()
        yield
        after = [event for event in self.client.call("events/read", after=before)["events"]
                 if event["namespace"] in (self.namespace, "default")]
        self.assertEqual([tell(event) for event in after], [])

    @contextlib.contextmanager
    def within(self, seconds):
        begun = time.monotonic()
        yield
        self.assertLess(time.monotonic() - begun, seconds)

    def assert_same_time(self, one, other):
        """Both texts name the same millisecond."""
        self.assertLess(abs((parse_time(one) - parse_time(other)).total_seconds()), 0.001)

    def assert_includes(self, actual, **expected):
        self.assertEqual({key: actual.get(key) for key in expected}, expected)
