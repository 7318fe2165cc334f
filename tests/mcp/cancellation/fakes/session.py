"""What the fake server answers: one session in either era, whatever the transport."""

import os
import threading
import time

from . import tools
from .tasks import Refusal, Tasks
from .work import Work

_PREFIX = "io.modelcontextprotocol/"
_EXTENSION = _PREFIX + "tasks"
_INFO = {"name": "fake", "version": "1"}


def is_modern(message):
    return (_meta(message).get(_PREFIX + "protocolVersion")) == "2026-07-28"


def _meta(message):
    params = message.get("params")
    meta = params.get("_meta") if isinstance(params, dict) else None
    return meta if isinstance(meta, dict) else {}


class Session:
    """`take(message, send)` may be called from several threads; what concerns that message goes to `send`."""

    def __init__(self, faults, tasks=None):
        self.faults = faults
        self.tasks = tasks or Tasks(faults)
        self.lock = threading.RLock()
        self.in_flight = {}  # id key -> Work
        self.listening = {}  # id key -> send
        self._early_cancels = []
        self._queued = []  # with the fault queued-cancel: cancels that wait for the next message

    def key(self, request_id):
        if "merges-ids" in self.faults:
            return str(request_id)
        return type(request_id), request_id

    def take(self, message, send):
        """Handles one message; the Work that it started, if any."""
        method = message.get("method")
        work = self._take(method, message, send)
        if method != "notifications/cancelled":
            while self._queued:
                self.cancel(*self._queued.pop(0))
        return work

    def _take(self, method, message, send):
        if "id" not in message:
            if method == "notifications/cancelled":
                self._cancelled(message, send)
            return None
        if method == "tools/call":
            return self._call(message, send)
        if method == "subscriptions/listen":
            self._listen(message, send)
            return None
        if (method == "initialize" and "cancels-initialize" in self.faults) or \
                (method == "server/discover" and "discover-answered-late" in self.faults):
            threading.Thread(target=self._slow_hello, args=(message, send), daemon=True).start()
            return None
        self._reply(message, send)
        return None

    def _reply(self, message, send):
        try:
            result = self._result(message["method"], message.get("params") or {}, is_modern(message), message)
        except Refusal as refusal:
            send({"jsonrpc": "2.0", "id": message["id"],
                  "error": {"code": refusal.code, "message": str(refusal)}})
            return
        if is_modern(message):
            result = {"resultType": "complete", **result}
        send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _result(self, method, params, modern, message):
        if method == "initialize":
            return {"protocolVersion": "2025-11-25", "serverInfo": _INFO, "capabilities": {
                "tools": {}, "tasks": {"cancel": {}, "requests": {"tools": {"call": {}}}}}}
        if method == "server/discover" and modern:
            return {"supportedVersions": ["2026-07-28"], "ttlMs": 0, "cacheScope": "private",
                    "capabilities": {"tools": {}, "extensions": {_EXTENSION: {}}},
                    "_meta": {_PREFIX + "serverInfo": _INFO}}
        if method == "ping" and not modern:
            return {}
        if method == "tools/list":
            return {"tools": tools.LISTED}
        if method in ("tasks/get", "tasks/cancel"):
            return self._task(method, params, modern, message)
        raise Refusal(-32601, "Method not found")

    def _task(self, method, params, modern, message):
        if modern and not _declares_tasks(message) and "task-undeclared" not in self.faults:
            raise Refusal(-32021, "the extension is not declared")
        if method == "tasks/get":
            return self.tasks.get(params.get("taskId")).shown(modern)
        task = self.tasks.cancel(params.get("taskId"), modern)
        return {} if modern else task.shown(modern)

    # Calls.

    def _call(self, message, send):
        params, modern = message["params"], is_modern(message)
        request_id = message["id"]
        if "rounds-ids" in self.faults and isinstance(request_id, int):
            request_id = int(float(request_id))
        if params.get("task") is not None or (modern and params["name"] == "slow_compute" and _declares_tasks(message)):
            task = self.tasks.start(params["name"], params["arguments"], request_id)
            shown = {"resultType": "task", **task.shown(True)} if modern else {"task": task.shown(False)}
            send({"jsonrpc": "2.0", "id": request_id, "result": shown})
            return None
        work = Work(request_id, _meta(message).get("progressToken"), send, self.faults, self.lock)
        if "late-registration" in self.faults:
            threading.Timer(0.05, self._register, (work,)).start()
        else:
            self._register(work)
        if "serial" in self.faults:
            self._run(work, params, modern)
        else:
            threading.Thread(target=self._run, args=(work, params, modern), daemon=True).start()
        return work

    def _register(self, work):
        with self.lock:
            self.in_flight[self.key(work.id)] = work

    def _run(self, work, params, modern):
        try:
            text = tools.run(params["name"], params["arguments"], work, self.faults)
            if "slows-down" in self.faults:
                time.sleep(0.005 * len(self._early_cancels))
            result = {"content": [{"type": "text", "text": text}], **({"resultType": "complete"} if modern else {})}
            with self.lock:
                if self.in_flight.get(self.key(work.id)) is work:
                    del self.in_flight[self.key(work.id)]
            work.finish("result", result)
        except (KeyError, TypeError, ValueError) as error:
            work.finish("error", {"code": -32602, "message": repr(error)})

    # Cancels.

    def _cancelled(self, message, send):
        params = message.get("params")
        request_id = params.get("requestId") if isinstance(params, dict) else None
        if type(request_id) not in (int, str):
            if "dies-on-malformed" in self.faults:
                os._exit(70)
            if "answers-malformed" in self.faults:
                send({"jsonrpc": "2.0", "id": None, "error": {"code": -32602, "message": "malformed"}})
            return
        if self._overlooks(params):
            return
        if "slow-cancel" in self.faults:
            threading.Timer(0.05, self.cancel, (request_id, send)).start()
        elif "queued-cancel" in self.faults:
            self._queued.append((request_id, send))
        else:
            self.cancel(request_id, send)

    def _overlooks(self, params):
        return ("zero-uncancellable" in self.faults and not params["requestId"]) or \
            ("strict-fields" in self.faults and set(params) - {"requestId", "reason", "_meta"}) or \
            ("needs-meta" in self.faults and "_meta" not in params)

    def cancel(self, request_id, send):
        with self.lock:
            listener = self.listening.pop(self.key(request_id), None)
            works = [self.in_flight.get(self.key(request_id))]
            if "stops-all" in self.faults:
                works = list(self.in_flight.values())
            self._early_cancels.append(self.key(request_id))
        if listener and "listen-answered" in self.faults:
            listener({"jsonrpc": "2.0", "id": request_id, "result": {"resultType": "complete"}})
        for work in works:
            if work and work.cancel():
                if "server-cancels" in self.faults:
                    send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": work.id}})
            elif "answers-unknown" in self.faults:
                send({"jsonrpc": "2.0", "id": request_id, "error": {"code": -32600, "message": "unknown id"}})
        if "task-by-notification" in self.faults:
            for task in self.tasks.by_request(request_id):
                self.tasks.cancel(task.id, True)

    def cancel_all(self):
        with self.lock:
            works = list(self.in_flight.values())
        for work in works:
            work.cancel()

    def _slow_hello(self, message, send):
        time.sleep(0.05)
        if self.key(message["id"]) in self._early_cancels:
            if "cancels-initialize" in self.faults:
                return
            time.sleep(0.1)
        self._reply(message, send)

    # Subscriptions.

    def _listen(self, message, send):
        with self.lock:
            self.listening[self.key(message["id"])] = send
        send({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": {
            "notifications": {}, "_meta": {_PREFIX + "subscriptionId": message["id"]}}})


def _declares_tasks(message):
    return _EXTENSION in ((_meta(message).get(_PREFIX + "clientCapabilities") or {}).get("extensions") or {})
