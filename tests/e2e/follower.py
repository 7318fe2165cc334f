"""Follows the log as the contract tells subscribers to: live messages, and events/read for whatever they lack."""

import hashlib
import json

from e2e_case import RpcError
from support import Client

import zmq

READ_TIMEOUT = 0.5  # seconds; a daemon that was killed meanwhile never answers


def digest(event):
    """The same for the same event, however it came."""
    return hashlib.blake2b(json.dumps(event, sort_keys=True).encode(), digest_size=8).hexdigest()


class Follower:
    """One watcher. Not thread-safe.

    seen:     what it has seen, as (position, digest), in the order in which it saw it
    oddities: sentences about what must never happen
    live, caught_up: how many events came as they were published, and how many had to be read
    """

    def __init__(self, command_endpoint, event_endpoint, start="beginning", namespace=None):
        self._command_endpoint = command_endpoint
        self._namespace = namespace
        self._client = None
        self._log_id = None
        self._last_live = 0
        self._known_head = 0
        self.position = 0
        self.seen = []
        self.oddities = []
        self.live = 0
        self.caught_up = 0
        self._socket = self._subscribe(event_endpoint)
        if start == "now":
            self.position = self._read(2**53 - 1)["head"]
        self.first = self.position + 1
        self.catch_up()

    def _subscribe(self, endpoint):
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.rcvhwm = 0
        socket.reconnect_ivl = 10
        for topic in ("",) if self._namespace is None else (f"{self._namespace} ", "$heartbeat"):
            socket.subscribe(topic)
        socket.connect(endpoint)
        return socket

    def close(self):
        self._socket.close()
        if self._client:
            self._client.close()

    def follow(self, timeout):
        """Takes in what comes within `timeout` seconds, and what is there then."""
        behind = False
        while self._socket.poll(1000 * timeout):
            topic, text = self._socket.recv_multipart()
            take = self._take_heartbeat if topic == b"$heartbeat" else self._take_event
            behind = take(json.loads(text)) or behind
            timeout = 0
            if behind and self._namespace is None:
                break
        if behind:
            self.catch_up()

    def _take_event(self, event):
        """True where events are missing that have to be read."""
        position = event["position"]
        if position <= self._last_live:
            self.oddities.append(f"position {position} was published after {self._last_live}")
        self._last_live = position
        self._known_head = max(self._known_head, position)
        if self._namespace is not None:
            return position > self.position  # what came before it and was lost does not show
        if position == self.position + 1:
            self._see(event)
            self.live += 1
        return position > self.position

    def _take_heartbeat(self, beat):
        self._check_log(beat["logId"])
        self._known_head = max(self._known_head, beat["head"])
        if beat["head"] < self._last_live:
            self.oddities.append(f"a heartbeat names head {beat['head']} after position {self._last_live}")
        self._last_live = max(self._last_live, beat["head"])  # it comes after all events up to its head
        return beat["head"] > self.position

    def catch_up(self):
        """Reads on until it has met the head."""
        while True:
            page = self._read(self.position)
            for event in page["events"]:
                if event["position"] <= self.position:
                    self.oddities.append(f"events/read after {self.position} has position {event['position']}")
                self._see(event)
                self.caught_up += 1
            if page["next"] < self.position:
                self.oddities.append(f"events/read after {self.position} goes back to {page['next']}")
            self.position = max(self.position, page["next"])
            if page["next"] >= page["head"]:
                return

    def _see(self, event):
        self.position = event["position"]
        self.seen.append((event["position"], digest(event)))

    def _read(self, after):
        parameters = {} if self._namespace is None else {"namespace": self._namespace}
        while True:
            if self._client is None:
                self._client = Client(self._command_endpoint, timeout=READ_TIMEOUT)
            try:
                page = self._client.call("events/read", after=after, **parameters)
                break
            except (TimeoutError, RpcError) as error:
                if isinstance(error, RpcError):
                    self.oddities.append(f"events/read after {after} was refused: {error}")
                self._client.close()
                self._client = None
        self._check_log(page["logId"])
        return page

    def _check_log(self, log_id):
        if self._log_id not in (None, log_id):
            self.oddities.append(f"the log {self._log_id} has become {log_id}")
        self._log_id = log_id
