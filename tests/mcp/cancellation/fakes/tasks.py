"""Tasks of the fake server, in both eras."""

import itertools
import threading

from . import tools

TERMINAL = ("completed", "failed", "cancelled")
_TIME = "2026-01-01T00:00:00Z"


class Refusal(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Task:
    """It plays the part of a call for the tool that it runs."""

    def __init__(self, number):
        self.id = f"task-{number}"
        self.status = "working"
        self.request_id = None
        self.abort = threading.Event()

    def progress(self, _value, _total):
        pass

    def shown(self, modern):
        ttl = {"ttlMs": 60000} if modern else {"ttl": 60000}
        return {"taskId": self.id, "status": self.status, "createdAt": _TIME, "lastUpdatedAt": _TIME, **ttl}


class Tasks:
    def __init__(self, faults):
        self._faults = faults
        self._numbers = itertools.count(1)
        self._tasks = {}
        self._lock = threading.Lock()

    def start(self, name, arguments, request_id):
        task = Task(next(self._numbers))
        task.request_id = request_id
        self._tasks[task.id] = task
        threading.Thread(target=self._run, args=(task, name, arguments), daemon=True).start()
        return task

    def _run(self, task, name, arguments):
        tools.run(name, arguments, task, self._faults)
        with self._lock:
            if task.status == "working" or "task-completes-anyway" in self._faults:
                task.status = "completed"

    def get(self, task_id):
        if task_id not in self._tasks:
            raise Refusal(-32602, "no such task")
        return self._tasks[task_id]

    def cancel(self, task_id, modern):
        task = self.get(task_id)
        with self._lock:
            if task.status in TERMINAL:
                strict = "task-cancel-refused" in self._faults if modern else \
                    "task-cancel-repeats" not in self._faults
                if strict:
                    raise Refusal(-32602, "the task is over")
                return task
            task.status = "cancelled"
        if "task-only-marked" not in self._faults:
            task.abort.set()
        return task

    def by_request(self, request_id):
        return [task for task in self._tasks.values() if task.request_id == request_id]
