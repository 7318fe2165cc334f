"""A call in flight on the fake server."""

import threading


class Work:
    """Says nothing any more once it is cancelled: `say` and `cancel` hold the same lock."""

    def __init__(self, request_id, token, send, faults, lock):
        self.id = request_id
        self.token = token
        self.abort = threading.Event()
        self.on_cancel = lambda: None
        self.finished = False
        self.cancelled = False
        self._send = send
        self._faults = faults
        self._lock = lock

    def cancel(self):
        with self._lock:
            if self.finished or self.cancelled:
                return False
            self.cancelled = True
        if "answers-cancelled" in self._faults:
            self._send({"jsonrpc": "2.0", "id": self.id, "error": {"code": 0, "message": "Request cancelled"}})
        self.abort.set()
        self.on_cancel()
        return True

    def progress(self, value, total):
        if self.token is None:
            return
        with self._lock:
            if not self.cancelled or "late-progress" in self._faults:
                self._send({"jsonrpc": "2.0", "method": "notifications/progress",
                            "params": {"progressToken": self.token, "progress": value, "total": total}})

    def finish(self, key, content):
        with self._lock:
            if self.finished:
                return
            self.finished = True
            if self.cancelled and "late-result" not in self._faults:
                return
            for _ in range(2 if "answers-twice" in self._faults else 1):
                self._send({"jsonrpc": "2.0", "id": self.id, key: content})
