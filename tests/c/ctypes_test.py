"""The C interface from another language: Python, with nothing but ctypes and the shared library."""

import ctypes
import gc
import pathlib
import select
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "acceptance"))

import libcancel  # noqa: E402
from support import Daemon  # noqa: E402

LONG = 30.0  # seconds until an awaited condition counts as never coming true


class WithDaemon(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)

    def client(self, **more):
        client = libcancel.Client(self.daemon.command_endpoint, self.daemon.event_endpoint, **more)
        self.addCleanup(client.close)
        return client


class ADaemonThatRuns(WithDaemon):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def test_an_operation_that_another_client_cancels_learns_it_by_waiting_callback_and_descriptor(self):
        owner, other = self.client(name="owner"), self.client(name="other")
        called = threading.Event()
        with owner.start(tool="crawl", labels={"colour": "grün"}) as operation:
            owner.flush(LONG)
            callback = operation.token.on(libcancel.REQUESTED, called.set)
            descriptor = libcancel.Handle(
                libcancel.given("token_descriptor", operation.token.handle, libcancel.REQUESTED), "descriptor_free")
            other.cancel(operation.id, reason="genug", requested_by="Anna")
            self.assertTrue(operation.token.wait(libcancel.REQUESTED, LONG))
            self.assertTrue(called.wait(LONG))
            number = libcancel.LIBRARY.cancel_descriptor_get(descriptor.handle)
            self.assertEqual(select.select([number], [], [], LONG)[0], [number])
            why = operation.token.why()
            self.assertEqual((why["reason"], why["requestedBy"], why["cause"]), ("genug", "Anna", "user_requested"))
            self.assertGreater(why["position"], 0)
            operation.finish(libcancel.STOPPED)
            self.assertTrue(operation.token.wait(libcancel.COMPLETED, LONG))
            callback.close()
            descriptor.close()
        status = other.call("cancellation/status", {"id": operation.id})
        self.assertEqual((status["state"], status["labels"]), ("completed", {"colour": "grün"}))

    def test_a_watched_token_tells_what_comes_of_it(self):
        client = self.client()
        token = client.watch("later")
        self.assertFalse(token.is_cancelled)
        client.cancel("later", remember=True, cause="superseded")
        self.assertTrue(token.wait(libcancel.REQUESTED, LONG))
        self.assertEqual(token.why()["cause"], "superseded")

    def test_a_subscription_hands_out_every_event_in_order(self):
        client = self.client()
        with client.subscribe(after=0, token="work") as subscription:
            with client.start(id="work") as operation:
                operation.cancel(reason="enough")
                self.assertTrue(operation.token.is_cancelled)
            events = [subscription.next_event(LONG) for _ in range(5)]
            self.assertEqual([event["type"] for event in events],
                             ["TokenCreated", "OperationStarted", "CancellationRequested", "CancellationExecuted",
                              "CancellationCompleted"])
            with self.assertRaises(libcancel.Error) as raised:
                subscription.next_event(0)
            self.assertEqual(raised.exception.code, libcancel.TIMED_OUT)

    def test_any_method_of_the_protocol_can_be_called(self):
        client = self.client()
        self.assertEqual(client.call("server/info")["name"], "canceld")
        params = {"id": "a", "commandId": "once", "labels": {"k": "v"}}
        first = client.call("cancellation/create", params)
        again = client.call("cancellation/create", params)
        self.assertEqual((again["position"], again["replayed"]), (first["position"], True))
        self.assertEqual([token["id"] for token in client.call("cancellation/list")["tokens"]], ["a"])
        self.assertEqual(len(client.call("events/read", {"after": 0, "types": ["TokenCreated"]})["events"]), 1)

    def test_a_refusal_comes_with_code_name_text_and_data(self):
        client = self.client()
        for method, params, name in (("cancellation/status", {"id": "nobody"}, "CancellationTokenNotFound"),
                                     ("no/such", None, "MethodNotFound"),
                                     ("cancellation/cancel", {"id": "a b"}, "InvalidParams")):
            with self.subTest(method=method), self.assertRaises(libcancel.Error) as raised:
                client.call(method, params)
            self.assertEqual((raised.exception.name, raised.exception.data["name"]), (name, name))
            self.assertTrue(str(raised.exception))

    def test_a_call_without_waiting_is_completed_on_another_thread(self):
        client = self.client()
        completed = threading.Event()
        seen = []
        client.call_async("server/info", lambda *answer: (seen.append((answer, threading.get_ident())), completed.set()))
        self.assertTrue(completed.wait(LONG))
        (code, result), thread = seen[0]
        self.assertEqual((code, result["name"]), (0, "canceld"))
        self.assertNotEqual(thread, threading.get_ident())

    def test_an_operation_under_another_one_is_cancelled_with_it(self):
        client = self.client()
        with client.start(id="parent") as parent, client.start(id="child", parents=[parent.token]) as child:
            parent.cancel(reason="all of it")
            self.assertEqual(child.token.why()["cause"], "parent_cancelled")

    def test_many_threads_may_use_one_client(self):
        client = self.client()
        failures = []

        def work(number):
            try:
                for round in range(20):
                    with client.start(id=f"work-{number}-{round}") as operation:
                        client.cancel(operation.id)
                        assert operation.token.is_cancelled
                        operation.finish(libcancel.STOPPED)
            except Exception as failure:  # told by the main thread
                failures.append(failure)

        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.flush(LONG)
        self.assertEqual(failures, [])
        self.assertEqual(client.call("stats/read")["total_cancelled"], 160)


class ADaemonThatIsAway(WithDaemon):
    def test_work_starts_is_cancelled_and_ends_without_it_and_is_told_later(self):
        client = self.client()
        seen = []
        with client.start(id="early") as operation:
            callback = operation.token.on(libcancel.REQUESTED, lambda: seen.append(threading.get_ident()))
            operation.cancel(reason="changed my mind")
            self.assertEqual(seen, [threading.get_ident()])
            self.assertEqual(operation.token.why()["reason"], "changed my mind")
            callback.close()
        self.assertEqual(client.statistics().waiting, 4)
        self.daemon.start()
        client.flush(LONG)
        self.assertEqual(client.call("cancellation/status", {"id": "early"})["state"], "completed")

    def test_a_call_says_that_it_is_away(self):
        with self.assertRaises(libcancel.Error) as raised:
            self.client().call("server/info", timeout_ms=10)
        self.assertEqual(raised.exception.name, "Unreachable")

    def test_after_closing_functions_say_so(self):
        client = self.client(close_within_ms=0)
        libcancel.LIBRARY.cancel_client_close(client.handle)
        with self.assertRaises(libcancel.Error) as raised:
            client.start()
        self.assertEqual(raised.exception.name, "Closed")


class WrongArguments(WithDaemon):
    def assert_invalid(self, words, function, *arguments, **more):
        with self.assertRaises(libcancel.Error) as raised:
            function(*arguments, **more)
        self.assertEqual(raised.exception.name, "InvalidArgument")
        self.assertIn(words, str(raised.exception))

    def test_they_are_refused_with_a_text_that_names_them(self):
        client = self.client(close_within_ms=0)
        self.assert_invalid("client is NULL", libcancel.given, "operation_start", None, None)
        self.assert_invalid("id is not UTF-8", client.watch, b"\xff")
        self.assert_invalid("two words", client.start, id="two words")
        self.assert_invalid("reason is not UTF-8", client.cancel, "a", reason=b"\xed\xa0\x80")
        self.assert_invalid("cause", client.cancel, "a", cause="boredom")
        self.assert_invalid("_init()", client.start, size=3)
        self.assert_invalid("deadline_ms", client.start, deadline_ms=-5)
        self.assert_invalid("after", client.subscribe, after=-2)

    def test_callbacks_are_let_go_when_they_are_freed(self):
        client = self.client(close_within_ms=0)
        before = len(libcancel._targets)
        with client.start() as operation:
            operation.token.on(libcancel.REQUESTED, lambda: None).close()
            self.assertEqual(len(libcancel._targets), before)
            operation.token.on(libcancel.REQUESTED, lambda: None)
            gc.collect()
            self.assertEqual(len(libcancel._targets), before)

    def test_the_library_says_its_version(self):
        self.assertRegex(libcancel.LIBRARY.cancel_version_text().decode(), r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()
