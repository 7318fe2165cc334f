"""The event socket: topics, prefixes, order, durability and the heartbeat."""

import time
import unittest

from contract_case import ContractCase
from support import PATIENCE, parse_time, read_log

HEARTBEAT = "$heartbeat"


class Topics(ContractCase):
    def received(self, subscriber, count):
        return [subscriber.wait_for(lambda message: message.topic != HEARTBEAT) for _ in range(count)]

    def test_an_event_is_a_topic_and_its_json(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        self.create("a")
        message, = self.received(subscriber, 1)
        self.assertEqual(len(message.frames), 2)
        self.assertEqual(message.topic, f"{self.namespace} a TokenCreated")
        self.assertEqual(message.event, self.events()[0])

    def test_an_event_of_no_token_has_session_in_its_place(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        session = self.open_session()
        self.client.call("session/close", session=session)
        self.assertEqual([message.topic for message in self.received(subscriber, 2)],
                         [f"{self.namespace} $session SessionOpened", f"{self.namespace} $session SessionClosed"])

    def test_a_prefix_subscribes_to_a_namespace_and_to_nothing_else(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        self.create("elsewhere", namespace=f"{self.namespace}0")
        self.create("elsewhere", namespace=None)
        self.create("a")
        self.assertEqual(self.received(subscriber, 1)[0].event["token"], "a")

    def test_a_prefix_subscribes_to_a_token_and_to_nothing_else(self):
        subscriber = self.subscribe(f"{self.namespace} tok ")
        self.create("tok1")
        self.create("tok")
        self.cancel("tok1")
        self.cancel("tok")
        self.assertEqual([message.topic for message in self.received(subscriber, 3)], [
            f"{self.namespace} tok {kind}"
            for kind in ("TokenCreated", "CancellationRequested", "CancellationCompleted")])

    def test_the_longest_names_make_a_topic_that_is_delivered(self):
        namespace, token = "é" * 32, "日" * 42 + "xy"
        subscriber = self.subscribe(f"{namespace} {token} ")
        self.create(token, namespace=namespace)
        self.assertEqual(self.received(subscriber, 1)[0].topic, f"{namespace} {token} TokenCreated")

    def test_everything_comes_in_position_order_as_events_read_tells_it(self):
        subscriber = self.subscribe("")
        before = self.head()
        self.create("p")
        for number in range(30):
            self.begin(f"o{number}", token="p")
        self.cancel("p", reason="all")
        for number in range(30):
            self.finish(f"o{number}")
        head = self.head()
        seen = [message for message in self.until(subscriber, head) if message.event["position"] > before]
        self.assertEqual([message.event["position"] for message in seen], list(range(before + 1, head + 1)))
        told = self.client.call("events/read", after=before)["events"]
        self.assertEqual([message.event for message in seen], told)
        for message in seen:
            event = message.event
            self.assertEqual(message.topic, f"{event['namespace']} {event.get('token') or '$session'} {event['type']}")

    def until(self, subscriber, head):
        messages = []
        while not messages or messages[-1].event["position"] < head:
            messages.append(subscriber.wait_for(lambda message: message.topic != HEARTBEAT))
        return messages

    def test_many_subscribers_hear_the_same(self):
        subscribers = [self.subscribe(f"{self.namespace} ") for _ in range(5)]
        self.create("a")
        self.cancel("a")
        heard = [[message.topic for message in self.received(subscriber, 3)] for subscriber in subscribers]
        self.assertEqual(heard, [heard[0]] * 5)

    def test_what_the_daemon_does_by_itself_is_published_too(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        self.create("a", ttlMs=20)
        message = subscriber.wait_for(lambda message: message.event["type"] == "CancellationExpired")
        self.assertEqual(message.event["data"]["because"], "ttl")

    def test_a_refused_command_publishes_nothing(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        with self.refused(-31001):
            self.cancel("nobody")
        self.create("a")
        self.assertEqual(self.received(subscriber, 1)[0].event["type"], "TokenCreated")


class Durability(ContractCase):
    def test_an_event_is_published_and_a_reply_sent_only_after_it_is_in_the_log(self):
        subscriber = self.subscribe(f"{self.namespace} ")
        for number in range(30):
            self.client.post("cancellation/create", namespace=self.namespace, id=f"t{number}")
            message = subscriber.wait_for(lambda message: True)
            rows = read_log(self.daemon.log_path, "SELECT token FROM events WHERE position = ?",
                            message.event["position"])
            self.assertEqual(rows, [(f"t{number}",)])
        for number in range(30):
            position = self.release(f"t{number}")["position"]
            self.assertEqual(len(read_log(self.daemon.log_path, "SELECT 1 FROM events WHERE position = ?", position)),
                             1)

    def test_an_append_is_never_seen_in_part(self):
        """No reader ever sees half of it."""
        self.create("p")
        for number in range(100):
            self.create(f"c{number}", parents=["p"])
        number = self.client.post("cancellation/cancel", namespace=self.namespace, id="p")
        query = ("SELECT count(*) FROM events WHERE namespace = ? AND "
                 "type IN ('CancellationRequested', 'CancellationCompleted')")
        counts, deadline = {0}, time.monotonic() + PATIENCE
        while 202 not in counts and time.monotonic() < deadline:
            counts.add(read_log(self.daemon.log_path, query, self.namespace)[0][0])
        self.assertEqual(counts, {0, 202})
        self.client.result_of(number)


class Heartbeat(ContractCase):
    def test_about_once_a_second_it_tells_the_log_and_its_head(self):
        subscriber = self.subscribe(HEARTBEAT)
        beats = [subscriber.wait_for(lambda message: message.topic == HEARTBEAT) for _ in range(4)]
        for beat in beats:
            self.assertEqual(beat.event["logId"], self.client.call("server/info")["logId"])
            self.assertIsInstance(beat.event["head"], int)
        times = [parse_time(beat.event["time"]) for beat in beats]
        for earlier, later in zip(times, times[1:]):
            self.assertTrue(0.3 < (later - earlier).total_seconds() < 5, times)

    def test_a_heartbeat_is_sent_after_all_events_up_to_its_head(self):
        subscriber = self.subscribe("")
        position, beats = self.head(), 0
        while beats < 2:
            self.create()
            message = subscriber.receive()
            if message.topic == HEARTBEAT:
                beats += message.event["head"] > 1
                self.assertLessEqual(message.event["head"], position)
            else:
                position = max(position, message.event["position"])

    def test_a_head_shows_what_a_narrow_subscriber_has_not_seen(self):
        subscriber = self.subscribe(HEARTBEAT)
        position = self.create("a")["position"]
        subscriber.wait_for(lambda message: message.event["head"] >= position)


if __name__ == "__main__":
    unittest.main()
