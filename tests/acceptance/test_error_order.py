"""Which error first: each command here is wrong in two ways, and the contract says which one is answered.

Envelope, method, parameters, commandId, the command's own id, its parents (`token` before `parents`, one after another
in the order given), cycle, session, limits; and only then the answer "cancelled".
"""

import unittest

from contract_case import ContractCase
from support import request

TAKEN = "taken"      # an id in use
ENDED = "ended"      # a token that ended uncancelled
GONE = "gone"        # a cancelled token
LIVE = "live"
HAD = "had"          # a token whose operation has finished
TOP = "top"          # a token with
BELOW = "below"      # this one below it
USED = "used by another method"

CREATE, CANCEL, RELEASE = "cancellation/create", "cancellation/cancel", "cancellation/release"
START, EXECUTED, FINISH = "operation/start", "operation/executed", "operation/finish"

# method, parameters, code, data.param (None: not looked at)
TABLE = [
    ("no/such/method", {"id": 5}, -32601, None),
    # parameters before everything below
    (CREATE, {"id": "$", "commandId": USED}, -32602, "id"),
    (CREATE, {"id": TAKEN, "ttlMs": -1}, -32602, "ttlMs"),
    (CREATE, {"id": "new", "parents": ["nobody"], "labels": 5}, -32602, "labels"),
    (CANCEL, {"id": "nobody", "mode": "gentle"}, -32602, "mode"),
    (CANCEL, {"id": ENDED, "graceMs": -1}, -32602, "graceMs"),
    (RELEASE, {"id": "nobody", "commandId": ""}, -32602, "commandId"),
    (START, {"id": HAD, "deadlineMs": "x"}, -32602, "deadlineMs"),
    (START, {"session": "nobody's", "tool": 5}, -32602, "tool"),
    (START, {"token": GONE, "requestId": 1.5}, -32602, "requestId"),
    (EXECUTED, {"id": "nobody", "occurredAt": "now"}, -32602, "occurredAt"),
    (FINISH, {"id": "nobody", "outcome": "lost"}, -32602, "outcome"),
    (FINISH, {"id": HAD, "outcome": "stopped", "error": 5}, -32602, "error"),
    # commandId before the command's own id
    (CREATE, {"id": TAKEN, "commandId": USED}, -32602, "commandId"),
    (CANCEL, {"id": "nobody", "commandId": USED}, -32602, "commandId"),
    (CANCEL, {"id": ENDED, "commandId": USED}, -32602, "commandId"),
    (RELEASE, {"id": "nobody", "commandId": USED}, -32602, "commandId"),
    (START, {"id": HAD, "commandId": USED}, -32602, "commandId"),
    (START, {"token": "nobody", "commandId": USED}, -32602, "commandId"),
    (EXECUTED, {"id": "nobody", "commandId": USED}, -32602, "commandId"),
    (FINISH, {"id": HAD, "outcome": "stopped", "commandId": USED}, -32602, "commandId"),
    # the own id before its parents
    (CREATE, {"id": TAKEN, "parents": ["nobody"]}, -31010, None),
    (CREATE, {"id": TAKEN, "parents": [TAKEN]}, -31010, None),
    (CREATE, {"id": ENDED, "parents": [ENDED]}, -31010, None),
    (CREATE, {"id": HAD, "parents": [GONE]}, -31010, None),
    (START, {"id": HAD, "token": "nobody"}, -31010, None),
    (START, {"id": HAD, "session": "nobody's"}, -31010, None),
    (START, {"id": HAD, "token": GONE}, -31010, None),
    (START, {"id": ENDED, "token": "nobody"}, -31004, None),
    (START, {"id": ENDED, "token": GONE}, -31004, None),
    (START, {"id": ENDED, "session": "nobody's"}, -31004, None),
    # parents one after another; each: itself, unknown, ended
    (CREATE, {"id": "new", "parents": ["new", "nobody"]}, -32602, "parents"),
    (CREATE, {"id": "new", "parents": ["nobody", "new"]}, -31001, "parents"),
    (CREATE, {"id": "new", "parents": ["nobody", ENDED]}, -31001, "parents"),
    (CREATE, {"id": "new", "parents": [ENDED, "nobody"]}, -31004, "parents"),
    (CREATE, {"id": "new", "parents": [ENDED, "new"]}, -31004, "parents"),
    (CREATE, {"id": "new", "parents": [GONE, "nobody"]}, -31001, "parents"),
    (CREATE, {"id": "new", "parents": [GONE, ENDED]}, -31004, "parents"),
    (CREATE, {"id": "new", "parents": [LIVE, "new"]}, -32602, "parents"),
    # token before parents
    (START, {"token": "nobody", "parents": [ENDED]}, -31001, "token"),
    (START, {"token": ENDED, "parents": ["nobody"]}, -31004, "token"),
    (START, {"token": LIVE, "parents": ["nobody"]}, -31001, "parents"),
    (START, {"token": GONE, "parents": ["nobody"]}, -31001, "parents"),
    (START, {"token": GONE, "parents": [ENDED]}, -31004, "parents"),
    (START, {"id": "new", "token": "new", "parents": ["nobody"]}, -32602, "token"),
    (START, {"id": "new", "token": "nobody", "parents": ["new"]}, -31001, "token"),
    # parents before a cycle, before the session
    (START, {"id": TOP, "token": BELOW, "parents": ["nobody"]}, -31001, "parents"),
    (START, {"id": TOP, "token": BELOW, "parents": [ENDED]}, -31004, "parents"),
    (START, {"token": "nobody", "session": "nobody's"}, -31001, "token"),
    (START, {"token": ENDED, "session": "nobody's"}, -31004, "token"),
    # a cycle before the session
    (START, {"id": TOP, "token": BELOW, "session": "nobody's"}, -32602, None),
    # a cycle and the session before the answer "cancelled"
    (START, {"id": TOP, "parents": [GONE, BELOW]}, -32602, None),
    (START, {"token": GONE, "session": "nobody's"}, -31009, None),
    (START, {"id": GONE, "session": "nobody's"}, -31009, None),
    (START, {"token": GONE, "session": "nobody's", "alreadyRunning": True}, -31009, None),
]


class ErrorOrder(ContractCase):
    def setUp(self):
        super().setUp()
        for token in (TAKEN, ENDED, GONE, LIVE, TOP):
            self.create(token)
        self.create(BELOW, parents=[TOP])
        self.release(ENDED)
        self.cancel(GONE)
        self.begin(HAD)
        self.finish(HAD, "succeeded")
        self.call("session/open", name="s", commandId=USED)

    def test_the_earlier_error_is_answered_and_nothing_is_recorded(self):
        for method, parameters, code, param in TABLE:
            with self.subTest(method=method, **parameters), self.nothing_recorded():
                with self.refused(code, param=param):
                    self.call(method, **parameters)

    def test_the_envelope_goes_before_the_method(self):
        for wrong in ({"id": None}, {"jsonrpc": "1.0"}):
            reply = self.client.exchange({**request("no/such/method"), **wrong})
            self.assertEqual(reply["error"]["code"], -32600)

    def test_a_remembered_token_is_no_parent_of_its_own_descendant(self):
        """A cycle: `-32602`."""
        self.cancel("remembered", ifAbsent="remember")
        self.create("child", parents=["remembered"])
        with self.nothing_recorded(), self.refused(-32602):
            self.create("remembered", parents=["child"])

    def test_an_ended_token_is_told_before_what_if_cancelled_says(self):
        with self.nothing_recorded(), self.refused(-31004, state="released"):
            self.cancel(ENDED, ifCancelled="error")


if __name__ == "__main__":
    unittest.main()
