"""SIGTERM and SIGINT: what was sent before is answered, what was answered is durable and published; then it ends."""

import json
import signal
import time
import unittest

from e2e_case import EndToEndCase, creates, error_code, read_events
from raw_peer import RawPeer, frame
from support import Process, clean_environment, request

import zmq

COMMANDS = 1000
SIGNALS = (signal.SIGTERM, signal.SIGINT)
SOON = 10.0  # seconds, on a busy machine


class StoppingCase(EndToEndCase):
    def setUp(self):
        self.running = self.daemon()

    def for_each_signal(self, check):
        for number in SIGNALS:
            with self.subTest(signal=number.name):
                check(number)
            self.running.close()
            self.running = self.daemon()

    def stop(self, number):
        begun = time.monotonic()
        self.assertEqual(self.running.stop(number), 0)
        self.assertLess(time.monotonic() - begun, SOON)

    def events_after_restart(self):
        """What the log holds, told by the daemon that comes next."""
        self.running.start()
        return read_events(self.client(self.running))

    def answers_until_quiet(self, *clients):
        """All replies that still come, by client, from a daemon that has ended."""
        poller = zmq.Poller()
        for client in clients:
            poller.register(client.socket, zmq.POLLIN)
        answers = [[] for _ in clients]
        while ready := dict(poller.poll(500)):
            for client, received in zip(clients, answers):
                if client.socket in ready:
                    received.append(json.loads(client.socket.recv()))
        return answers


class PipelinedCommands(StoppingCase):
    def check_answers_and_events(self, number):
        subscriber = self.subscriber(self.running, "n ")
        client = self.client(self.running)
        client.call("server/info")
        for message in creates("n", range(COMMANDS)):
            client.send(json.dumps(message).encode())
        first = client.receive()
        self.stop(number)
        rest, = self.answers_until_quiet(client)
        answers = {answer["id"]: answer["result"]["position"] for answer in [first, *rest]}
        published = {message.event["token"]: message.event["position"] for message in subscriber.drain(0.5)}
        told = {f"t{answered}": position for answered, position in answers.items()}
        self.assertLessEqual(told.items(), published.items())
        client.close()
        log = {event["token"]: event["position"] for event in self.events_after_restart() if event["namespace"] == "n"}
        self.assertLessEqual(told.items(), log.items())
        self.assertEqual(set(log), set(told), "what it carried out, it has answered")
        self.assertEqual(published, log)

    def test_every_answer_is_in_the_log_and_its_event_was_published(self):
        self.for_each_signal(self.check_answers_and_events)

    def check_all_answered(self, number):
        """The commands are in the daemon's own receive buffer when the signal comes."""
        peer = self.opened(RawPeer(self.running.command_endpoint)).shake_hands()
        self.running.process.signal(signal.SIGSTOP)
        messages = creates("n", range(200))
        peer.send(b"".join(frame(json.dumps(message).encode()) for message in messages))
        self.running.process.signal(number)
        self.running.process.signal(signal.SIGCONT)
        answers = [json.loads(body) for _, body in iter(peer.receive_frame, None)]
        self.assertEqual(self.running.process.wait(), 0)
        self.assertEqual(len(answers), len(messages))

    def test_commands_that_had_come_before_the_signal_are_all_answered(self):
        for _ in range(10):  # so that no good chance hides a daemon that does not look well
            self.for_each_signal(self.check_all_answered)

    def test_a_signal_under_the_load_of_many_clients_ends_it_soon(self):
        def check(number):
            clients = [self.client(self.running) for _ in range(20)]
            for index, client in enumerate(clients):
                for message in creates(f"n{index}", range(200)):
                    client.send(json.dumps(message).encode())
            clients[0].receive()
            self.stop(number)
            answers = [(f"n{index}", f"t{answer['id']}")
                       for index, received in enumerate(self.answers_until_quiet(*clients)) for answer in received]
            for client in clients:
                client.close()
            log = {(event["namespace"], event["token"]) for event in self.events_after_restart()}
            self.assertLessEqual(set(answers), log)
        self.for_each_signal(check)


class Waits(StoppingCase):
    def test_each_gets_an_answer(self):
        def check(number):
            clients = [self.client(self.running) for _ in range(5)]
            clients[0].call("cancellation/create", id="a")
            for client in clients:
                client.post("cancellation/wait", id="a", until="cancelled", timeoutMs=60_000)
                client.call("server/info")
            self.stop(number)
            for client in clients:
                answer = client.receive(timeout=5)
                self.assertEqual(answer["id"], 1 if client is not clients[0] else 2)
                self.assertIn(answer["error"]["code"], (-31005, -31008))
        self.for_each_signal(check)

    def test_one_that_a_command_before_the_signal_has_fulfilled_says_so(self):
        waiting, client = self.client(self.running), self.client(self.running)
        client.call("cancellation/create", id="a")
        waiting.post("cancellation/wait", id="a", until="cancelled", timeoutMs=60_000)
        waiting.call("server/info")
        client.call("cancellation/cancel", id="a", reason="why")
        self.stop(signal.SIGTERM)
        self.assertEqual(waiting.receive(timeout=5)["result"]["reason"], "why")


class TheEnd(StoppingCase):
    def test_a_second_daemon_can_start_at_once(self):
        def check(number):
            client = self.client(self.running)
            position = client.call("cancellation/create", id="a")["position"]
            self.running.process.signal(number)
            self.assertEqual(self.running.process.wait(), 0)
            self.running.start()
            self.assertEqual(client.call("server/info")["head"], position)
        self.for_each_signal(check)

    def test_no_socket_file_stays_behind(self):
        self.stop(signal.SIGTERM)
        self.assertEqual([path.name for path in self.running.folder.iterdir() if path.is_socket()], [])

    def test_a_subscriber_that_does_not_read_can_not_hold_it_up(self):
        """Nor a client that never fetches its replies."""
        socket = zmq.Context.instance().socket(zmq.SUB)
        self.addCleanup(socket.close, 0)
        socket.rcvhwm = 1
        socket.subscribe("")
        socket.connect(self.running.event_endpoint)
        deaf = self.client(self.running)
        deaf.socket.rcvhwm = 1
        client = self.client(self.running)
        client.exchange(creates("n", range(1000), labels={"long": "x" * 500}))
        for number in range(2000):
            deaf.send(json.dumps(request("events/read", number, after=0, limit=10)).encode())
        client.call("server/info")
        self.stop(signal.SIGTERM)

    def test_a_second_signal_does_no_harm(self):
        client = self.client(self.running)
        for message in creates("n", range(COMMANDS)):
            client.send(json.dumps(message).encode())
        client.receive()
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
            self.running.process.signal(number)
        self.assertEqual(self.running.process.wait(SOON), 0)

    def test_a_signal_right_after_ready_is_heard(self):
        self.running.kill()
        for _ in range(20):
            process = self.opened(Process(self.running.arguments(), clean_environment(self.running.folder)))
            process.wait_until_ready()
            process.signal(signal.SIGTERM)
            self.assertEqual(process.wait(), 0)

    def test_a_command_that_comes_too_late_is_carried_out_by_the_next_daemon(self):
        """An old connection comes back by itself, and libzmq sends what it could not."""
        client = self.client(self.running)
        client.call("server/info")
        self.stop(signal.SIGTERM)
        number = client.post("cancellation/create", id="late")
        self.running.start()
        self.assertEqual(client.result_of(number)["position"], 1)
        self.assertEqual(error_code(client, "cancellation/create", id="late"), -31010)


if __name__ == "__main__":
    unittest.main()
