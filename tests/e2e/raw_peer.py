"""A client without libzmq: bytes on an ipc endpoint's socket, so that a test decides what goes out and when."""

import socket
import struct

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + b"\0" + bytes(31)
GREETING_SIZE = 64

# The flags of a ZMTP 3.0 frame.
MORE = 1
LARGE = 2
COMMAND = 4


def frame(body, flags=0):
    if len(body) < 256:
        return struct.pack("!BB", flags, len(body)) + body
    return struct.pack("!BQ", flags | LARGE, len(body)) + body


def ready_command(socket_type):
    name, value = b"Socket-Type", socket_type.encode()
    return frame(b"\x05READY" + struct.pack("!B", len(name)) + name + struct.pack("!I", len(value)) + value, COMMAND)


class RawPeer:
    """One connection to an ipc endpoint. What send() took is in the daemon's own receive buffer when it returns."""

    def __init__(self, endpoint, timeout=20.0):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(endpoint.removeprefix("ipc://"))

    def close(self):
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def receive(self, size):
        """Exactly that many bytes; fewer where the daemon has closed the connection."""
        octets = b""
        while len(octets) < size and (more := self._receive_some(size - len(octets))):
            octets += more
        return octets

    def _receive_some(self, size):
        try:
            return self.socket.recv(size)
        except ConnectionError:
            return b""  # closed before the daemon had read everything

    def shake_hands(self, socket_type="DEALER"):
        """From here on the connection is like any other client's."""
        self.send(GREETING)
        self.receive(GREETING_SIZE)
        self.send(ready_command(socket_type))
        flags, _ = self.receive_frame()
        assert flags & COMMAND
        return self

    def receive_frame(self):
        """(flags, body), or None at the end of the connection."""
        head = self.receive(2)
        if len(head) < 2:
            return None
        if head[0] & LARGE:
            size, = struct.unpack("!Q", head[1:] + self.receive(7))
            return head[0], self.receive(size)
        return head[0], self.receive(head[1])

    def is_closed_by_peer(self):
        """Waits for the daemon to close the connection; what it sends before is dropped."""
        try:
            while self._receive_some(65536):
                pass
            return True
        except TimeoutError:
            return False
