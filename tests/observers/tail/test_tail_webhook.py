"""cancel-tail --webhook: each event is posted, until its receiver has it."""

import json
import signal
import threading
import unittest

from tail_case import HOSTILE, TailCase
from tools_case import await_condition
from webhook_receiver import Receiver


class Webhook(TailCase):
    def setUp(self):
        super().setUp()
        self.start()

    def receiver(self, *answers, port=0):
        receiver = Receiver(answers, port)
        self.addCleanup(receiver.close)
        return receiver

    def positions_at(self, receiver):
        return [json.loads(body)["position"] for body in receiver.bodies]

    def post(self, receiver, *arguments, code=0):
        return self.run_tail("--from", "0", "--until-head", "--webhook", receiver.url, *arguments, code=code)

    def test_each_event_is_posted_in_order(self):
        self.create(5)
        receiver = self.receiver()
        self.post(receiver)
        self.assertEqual(self.positions_at(receiver), [1, 2, 3, 4, 5])
        path, headers, _, _ = receiver.requests[0]
        self.assertEqual((path, headers["Content-Type"]), ("/hook", "application/json"))

    def test_cloudevents_are_posted_in_structured_mode(self):
        self.create(1)
        receiver = self.receiver()
        self.post(receiver, "--format", "cloudevents")
        self.assertEqual(receiver.requests[0][1]["Content-Type"], "application/cloudevents+json")
        self.assertEqual(json.loads(receiver.bodies[0])["specversion"], "1.0")

    def test_headers(self):
        self.create(1)
        receiver = self.receiver()
        self.post(receiver, "--header", "Authorization: Bearer x", "--header", "X-Empty:", "--header",
                  "content-type: text/x")
        headers = receiver.requests[0][1]
        self.assertEqual((headers["Authorization"], headers["X-Empty"], headers.get_all("Content-Type")),
                         ("Bearer x", "", ["text/x"]))

    def test_hostile_and_large_texts_arrive_as_they_are(self):
        self.call("operation/start", id="a")
        self.call("cancellation/cancel", id="a", reason=HOSTILE)
        self.call("operation/finish", id="a", outcome="stopped", result=json.dumps("ä" * 100_000, ensure_ascii=False))
        receiver = self.receiver()
        self.post(receiver)
        self.assertEqual(json.loads(receiver.bodies[2])["data"]["reason"], HOSTILE)
        self.assertEqual(receiver.bodies[3], self.run_tail("--from", "4", "--until-head", "--json").stdout.strip("\n"))

    def test_what_fails_is_posted_again(self):
        self.create(2)
        receiver = self.receiver(500, 503, 429, 204)
        done = self.post(receiver)
        self.assertEqual(self.positions_at(receiver), [1, 1, 1, 1, 2])
        self.assertIn("the webhook answered 503", done.stderr)

    def test_retry_after_is_kept(self):
        self.create(1)
        receiver = self.receiver((503, {"Retry-After": "1"}))
        self.post(receiver)
        (*_, first), (*_, second) = receiver.requests
        self.assertGreaterEqual(second - first, 1.0)

    def test_an_answer_that_would_be_the_same_again_ends_it(self):
        for status, headers in ((400, {}), (404, {}), (302, {"Location": "/elsewhere"})):
            self.create(1)
            receiver = self.receiver((status, headers))
            sentence = self.complaint_of_tail(1, "--from", "0", "--webhook", receiver.url, "--consumer", f"c{status}")
            self.assertIn(f"the webhook answered {status}", sentence)
            self.assertEqual(len(receiver.requests), 1)
            self.assertIn(self.consumed(f"c{status}"), (None, 0))

    def test_without_retries_left_it_ends(self):
        self.create(1)
        receiver = self.receiver(*[500] * 5)
        done = self.post(receiver, "--retries", "2", code=1)
        self.assertIn("the event at position 1 could not be delivered: the webhook answered 500 (3 attempts)",
                      done.stderr.splitlines()[-1])
        self.assertEqual(len(receiver.requests), 3)

    def test_a_receiver_that_hangs_is_asked_again(self):
        self.create(1)
        released = threading.Event()
        self.addCleanup(released.set)
        receiver = self.receiver(lambda handler: released.wait())
        done = self.post(receiver, "--webhook-timeout", "500ms")
        self.assertGreaterEqual(len(receiver.requests), 2)
        self.assertEqual(set(self.positions_at(receiver)), {1})
        self.assertIn("did not answer", done.stderr)

    def test_a_receiver_that_hangs_up_is_asked_again(self):
        self.create(1)
        receiver = self.receiver(lambda handler: handler.connection.close())
        self.post(receiver)
        self.assertEqual(self.positions_at(receiver), [1, 1])

    def test_a_signal_does_not_wait_for_the_receiver(self):
        self.create(1)
        released = threading.Event()
        self.addCleanup(released.set)
        receiver = self.receiver(lambda handler: released.wait())
        tail = self.tail("--from", "0", "--webhook", receiver.url)
        await_condition(lambda: receiver.requests, "the request")
        tail.process.send_signal(signal.SIGTERM)
        self.assertEqual(tail.wait(), -signal.SIGTERM)

    def test_what_happens_while_the_receiver_is_away_comes_when_it_is_back(self):
        receiver = self.receiver()
        tail = self.tail("--from", "0", "--webhook", receiver.url)
        self.create(1)
        await_condition(lambda: receiver.requests, "the first event")
        receiver.close()
        self.create(3)
        await_condition(lambda: tail.err, "a failed attempt")
        self.stop()
        self.start()
        self.create(1)
        back = self.receiver(port=receiver.port)
        await_condition(lambda: len(back.requests) == 4, "what was missed")
        self.assertEqual(self.positions_at(back), [2, 3, 4, 5])

    def test_wrong_usage(self):
        url = "http://localhost/"
        for arguments in (["--webhook", "ftp://x/"], ["--webhook", "file:///etc/passwd"], ["--webhook", "no url"],
                          ["--webhook", url, "--header", "x"], ["--webhook", url, "--header", "A: b\r\nC: d"],
                          ["--header", "A: b"], ["--webhook-timeout", "1s"], ["--webhook", url, "--webhook-timeout", "0"],
                          ["--webhook", url, "--format", "line"]):
            self.complaint_of_tail(2, *arguments)


if __name__ == "__main__":
    unittest.main()
