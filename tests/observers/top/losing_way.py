"""A way to a daemon on which a question gets lost, as where a daemon ends with one that it has just taken."""

import threading

import zmq


class LosingWay:
    """Hands on what clients of `endpoint` and the daemon at `daemon` say, but the first question of this method."""

    def __init__(self, endpoint, daemon, method):
        self.endpoint = endpoint
        self.lost = 0
        self._word = f'"{method}"'.encode()
        self._context = zmq.Context()
        self._clients = self._context.socket(zmq.ROUTER)
        self._daemon = self._context.socket(zmq.DEALER)
        for peer in (self._clients, self._daemon):
            peer.linger = 0
        self._clients.bind(endpoint)
        self._daemon.connect(daemon)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._hand_on, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._thread.join()
        self._context.destroy(linger=0)

    def _hand_on(self):
        poller = zmq.Poller()
        poller.register(self._clients, zmq.POLLIN)
        poller.register(self._daemon, zmq.POLLIN)
        while not self._ending.is_set():
            for peer, _ in poller.poll(50):
                frames = peer.recv_multipart()
                if peer is self._daemon:
                    self._clients.send_multipart(frames)
                elif self.lost == 0 and self._word in frames[-1]:
                    self.lost += 1
                else:
                    self._daemon.send_multipart(frames)
