"""Random commands that fit together: tokens in groups, operations under them, and their ends."""

import random

NAMESPACE = "load"


class LoadCommands:
    """Makes commands as one busy client would. Each has a commandId, and ids that no other worker uses.

    Many of them are refused, or find nothing to do: a group that was never made, work that has ended.
    """

    def __init__(self, worker, seed):
        self.random = random.Random(f"{seed} {worker}")
        self.worker = worker
        self._made = 0
        self._groups = []
        self._operations = []

    def next(self):
        """A method and its parameters."""
        makers = (self._create, self._start, self._finish, self._cancel_operation, self._cancel_group, self._executed,
                  self._release, self._cancel_many)
        maker, = self.random.choices(makers, weights=(20, 40, 18, 6, 5, 6, 4, 1))
        method, parameters = maker()
        self._made += 1
        return method, {"namespace": NAMESPACE, "commandId": f"{self.worker}-{self._made}", **parameters}

    def _new(self, kind, kept):
        kept.append(f"{self.worker}-{kind}{self._made}")
        del kept[:-30]
        return kept[-1]

    def _any(self, known, kind):
        """One of those that it made lately, or one that perhaps nobody has made."""
        if not known or self.random.random() < 0.02:
            return f"{self.worker}-{kind}{self._made + 1}"
        return self.random.choice(known)

    def _create(self):
        parents = [self._any(self._groups, "group")] if self.random.random() < 0.4 else []
        parameters = {"id": self._new("group", self._groups), "parents": parents}
        if self.random.random() < 0.1:
            parameters["ttlMs"] = self.random.randint(1, 2000)
        return "cancellation/create", parameters

    def _start(self):
        parameters = {"token": self._any(self._groups, "group"), "labels": {"worker": self.worker},
                      "tool": self.random.choice(["git", "make", "curl"])}
        if self.random.random() < 0.3:
            parameters["parents"] = [self._any(self._operations, "operation")]
        if self.random.random() < 0.1:
            parameters["deadlineMs"] = self.random.randint(1, 2000)
        if self.random.random() < 0.1:
            parameters["alreadyRunning"] = True
        return "operation/start", {"id": self._new("operation", self._operations), **parameters}

    def _finish(self):
        return "operation/finish", {"id": self._any(self._operations, "operation"),
                                    "outcome": self.random.choice(["succeeded", "failed", "stopped"])}

    def _cancel_operation(self):
        return "cancellation/cancel", {"id": self._any(self._operations, "operation"), **self._times()}

    def _cancel_group(self):
        return "cancellation/cancel", {"id": self._any(self._groups, "group"), "reason": "enough", **self._times()}

    def _times(self):
        return {"mode": self.random.choice(["graceful", "graceful", "force"]), "graceMs": self.random.randint(1, 1000),
                "forceMs": self.random.randint(1, 1000)}

    def _executed(self):
        return "operation/executed", {"id": self._any(self._operations, "operation")}

    def _release(self):
        return "cancellation/release", {"id": self._any(self._groups, "group")}

    def _cancel_many(self):
        return "cancellation/cancelMany", {"labels": {"worker": self.worker}, "tool": "curl", "cause": "superseded"}
