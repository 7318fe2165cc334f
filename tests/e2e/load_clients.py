"""A program: clients that command the daemon without a pause, whether it lives or not, until stdin says `end`.

    load_clients.py COMMAND_ENDPOINT RESULT_FILE NAME SEED

Each command is sent again, with the same commandId, until it is answered. The results are all answers. A line of
progress, the number of answers so far, comes on stdout now and then.
"""

import json
import sys
import threading

import e2e_case  # noqa: F401  (makes the imports of the others work)
from load_commands import LoadCommands
from support import request

import zmq

ANSWER_TIMEOUT = 150  # milliseconds; a daemon that was killed meanwhile never answers
STORAGE_UNAVAILABLE = -31008

# What a worker waits between its commands, seconds: without it the log would grow so fast that restarts take long.
REQUEST_PAUSE = 0.01
BURST_PAUSE = 0.05
LARGEST_BURST = 60


class Command:
    """A command, and how often it was sent."""

    def __init__(self, method, parameters):
        self.method = method
        self.parameters = parameters
        self.sent = 0

    def message(self, number):
        self.sent += 1
        return json.dumps(request(self.method, number, **self.parameters)).encode()


class Worker(threading.Thread):
    """One connection. Its counters are read by other threads, and written by itself only."""

    def __init__(self, endpoint, name, seed, ended):
        super().__init__(daemon=True)
        self.endpoint = endpoint
        self.commands = LoadCommands(name, seed)
        self.random = self.commands.random
        self.ended = ended
        self.answers = []
        self.sent_again = 0
        self.unavailable = 0
        self.socket = None
        self.failure = "it did not end"

    def run(self):
        try:
            self.connect()
            while not self.ended.is_set():
                self.work()
            self.failure = None
        except BaseException as error:
            self.failure = repr(error)
            raise
        finally:
            self.socket.close()

    def connect(self):
        if self.socket:
            self.socket.close()
        self.socket = zmq.Context.instance().socket(self.KIND)
        self.socket.linger = 0
        self.socket.reconnect_ivl = 10
        self.socket.connect(self.endpoint)

    def is_answer(self, command, reply):
        """Keeps the reply where it is the last word on this command."""
        if reply.get("error", {}).get("code") == STORAGE_UNAVAILABLE:
            self.unavailable += 1
            return False
        answer = {"error": reply["error"]["code"]} if "error" in reply else {"result": reply["result"]}
        self.answers.append({"method": command.method, "parameters": command.parameters, "sent": command.sent,
                             **answer})
        return True


class RequestWorker(Worker):
    """A REQ socket: one command at a time; a new socket where no answer came."""

    KIND = zmq.REQ

    def work(self):
        command = Command(*self.commands.next())
        while not self.exchange(command):
            pass
        self.sent_again += command.sent - 1
        self.ended.wait(self.random.expovariate(1 / REQUEST_PAUSE))

    def exchange(self, command):
        self.socket.send(command.message(1))
        if self.socket.poll(ANSWER_TIMEOUT):
            return self.is_answer(command, json.loads(self.socket.recv()))
        self.connect()
        return False


class PipelineWorker(Worker):
    """A DEALER socket: a burst of commands at once; those without an answer go out again, in the same order."""

    KIND = zmq.DEALER

    def work(self):
        waiting = {number: Command(*self.commands.next()) for number in range(self.random.randint(1, LARGEST_BURST))}
        self.send(waiting)
        while waiting:
            if self.socket.poll(ANSWER_TIMEOUT):
                self.receive(waiting)
                continue
            if self.random.random() < 0.5:
                self.connect()  # else the old one does it: libzmq connects again by itself
            self.sent_again += len(waiting)
            self.send(waiting)
        self.ended.wait(self.random.expovariate(1 / BURST_PAUSE))
        self.connect()  # so that no late second answer meets the next burst

    def send(self, waiting):
        for number, command in waiting.items():
            self.socket.send(command.message(number))

    def receive(self, waiting):
        reply = json.loads(self.socket.recv())
        command = waiting.get(reply["id"])  # None: the answer to what was sent twice
        if command and self.is_answer(command, reply):
            del waiting[reply["id"]]


def tell_progress(workers, ended):
    told = -1
    while not ended.wait(0.01):
        answers = sum(len(worker.answers) for worker in workers)
        if answers != told:
            print(answers, flush=True)
            told = answers


def main():
    endpoint, path, name, seed = sys.argv[1:]
    ended = threading.Event()
    workers = [RequestWorker(endpoint, f"{name}-req", seed, ended),
               PipelineWorker(endpoint, f"{name}-dealer", seed, ended)]
    for worker in workers:
        worker.start()
    threading.Thread(target=tell_progress, args=(workers, ended), daemon=True).start()
    if not any(line.strip() == "end" for line in sys.stdin):
        return 1  # whom it was to tell is gone
    ended.set()
    for worker in workers:
        worker.join()
    with open(path, "w") as file:
        json.dump({"answers": [answer for worker in workers for answer in worker.answers],
                   "sent_again": sum(worker.sent_again for worker in workers),
                   "unavailable": sum(worker.unavailable for worker in workers),
                   "failures": [worker.failure for worker in workers if worker.failure]}, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
