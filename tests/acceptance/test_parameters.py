"""Every parameter of every method: wrong type, range or length gets -32602, and data.param names the parameter."""

import unittest

from contract_case import ContractCase
from support import ERROR_NAMES, request, result_in

MOST = 2**53 - 1

# Wrong values of each kind of parameter. `None` is left out: null counts as absent.
NO_TEXT = [5, 1.5, True, [], {}, ["a"]]
BAD_NAMES = ["", "$a", "$", "a b", " ", "a\tb", "a\nb", "a\u0000b", "\u0001", "a\u007f", "a\u0085b", "a\u00a0b",
             "a\u2028b", "a\u2029b", "a\u3000", "\u2003a", *NO_TEXT]
BAD_IDS = ["x" * 129, "é" * 65, *BAD_NAMES]
BAD_NAMESPACES = ["x" * 65, "é" * 33, *BAD_NAMES]
NO_INTEGER = ["5", 1.5, True, [], {}, "", [1]]
BAD_REFERENCES = ["", "$a", "a b", "x" * 129, 5, True, [], {}, {"namespace": "n"}, {"id": ""}, {"id": 5},
                  {"namespace": 5, "id": "a"}, {"namespace": "x" * 65, "id": "a"}, {"namespace": "$n", "id": "a"}]

WRONG = {
    "id": BAD_IDS,
    "namespace": BAD_NAMESPACES,
    "reference": BAD_REFERENCES,
    "parents": ["a", 5, {}, True, *[[bad] for bad in BAD_REFERENCES], [f"p{n}" for n in range(65)], [None]],
    "text": ["x" * 4097, "é" * 2049, *NO_TEXT],
    "duration": [-1, 2**53, 2**63, 2**64, -2**63, *NO_INTEGER],
    "lease": [0, -1, 2**53, *NO_INTEGER],
    "labels": ["a", 5, True, [], ["a"], {"a": 5}, {"a": True}, {"a": None}, {"a": {}}, {"a": ["b"]},
               {f"l{n}": "v" for n in range(33)}],
    "command_id": ["", "x" * 129, "é" * 65, *NO_TEXT],
    "request_id": [1.5, True, [], {}, ["a"]],
    "time": ["", "yesterday", "2026-11-20", "2026-11-20T10:00:00", "2026-13-20T10:00:00Z", "2026-11-32T10:00:00Z",
             "2026-11-20T25:00:00Z", "2026-02-30T10:00:00Z", "2026-11-20T10:00:00+25:00", "10:00:00Z", *NO_TEXT],
    "boolean": [0, 1, "true", "", [], {}],
    "mode": ["", "Force", "gentle", *NO_TEXT],
    "cause": ["", "USER_REQUESTED", "because", *NO_TEXT],
    "if_absent": ["", "succeed", "ignore", *NO_TEXT],
    "if_cancelled": ["", "remember", "ignore", *NO_TEXT],
    "outcome": ["", "lost", "nothing_running", "done", *NO_TEXT],
    "until": ["", "executed", "Completed", *NO_TEXT],
    "timeout": [-1, 60_001, 2**53, *NO_INTEGER],
    "limit": [0, -1, *NO_INTEGER],
    "cursor": ["not a cursor", "!!", *NO_TEXT],
    "state": ["", "Active", "running", *NO_TEXT],
    "position": [-1, *NO_INTEGER],
    "types": ["TokenCreated", 5, {}, True, ["NoSuchType"], ["TokenCreated", "nope"], [5], [None], [""]],
    "session": NO_TEXT,
    "pid": NO_INTEGER,
}

NAME = {"id": "id", "namespace": "namespace"}
COMMAND = {"commandId": "command_id"}
LATE = {"occurredAt": "time", **COMMAND}
HOW = {"reason": "text", "cause": "cause", "mode": "mode", "graceMs": "duration", "forceMs": "duration",
       "requestedBy": "text"}
PAGE = {"limit": "limit", "cursor": "cursor"}

# Each method: what a well-formed request has at least, and the kind of each of its parameters.
METHODS = {
    "cancellation/create": ({}, {
        **NAME, **COMMAND, "parents": "parents", "ttlMs": "duration", "labels": "labels"}),
    "cancellation/cancel": ({"id": "a"}, {
        **NAME, **COMMAND, **HOW, "ifAbsent": "if_absent", "ifCancelled": "if_cancelled"}),
    "cancellation/cancelMany": ({"tool": "no such tool"}, {
        "namespace": "namespace", "labels": "labels", "tool": "text", "session": "session", "all": "boolean",
        **HOW, "dryRun": "boolean", **COMMAND}),
    "cancellation/status": ({"id": "a"}, NAME),
    "cancellation/wait": ({"id": "a", "until": "cancelled", "timeoutMs": 0}, {
        **NAME, "until": "until", "timeoutMs": "timeout"}),
    "cancellation/list": ({}, {
        "namespace": "namespace", "state": "state", "cancelled": "boolean", "labels": "labels", **PAGE}),
    "cancellation/release": ({"id": "a"}, {**NAME, **COMMAND}),
    "operation/start": ({}, {
        **NAME, "token": "reference", "parents": "parents", "tool": "text", "requestId": "request_id",
        "session": "session", "deadlineMs": "duration", "graceMs": "duration", "forceMs": "duration",
        "labels": "labels", "alreadyRunning": "boolean", **LATE}),
    "operation/executed": ({"id": "a"}, {**NAME, **LATE}),
    "operation/finish": ({"id": "a", "outcome": "stopped"}, {**NAME, "outcome": "outcome", "error": "text", **LATE}),
    "operation/list": ({}, {
        "namespace": "namespace", "token": "reference", "session": "session", "tool": "text", **PAGE}),
    "session/open": ({"name": "owner"}, {
        "namespace": "namespace", "name": "text", "version": "text", "pid": "pid", "host": "text",
        "leaseMs": "lease", **COMMAND}),
    "session/renew": ({"session": "s"}, {"session": "session"}),
    "session/close": ({"session": "s"}, {"session": "session", **COMMAND}),
    "events/read": ({"after": 0}, {
        "after": "position", "limit": "limit", "namespace": "namespace", "token": "reference", "types": "types"}),
}


class WrongParameters(ContractCase):
    def test_every_wrong_value_of_every_parameter_is_refused_by_name_and_records_nothing(self):
        for method, (least, kinds) in METHODS.items():
            with self.nothing_recorded():
                for param, kind in kinds.items():
                    self.check(method, least, param, WRONG[kind])
        self.assertEqual(self.client.call("server/info")["name"], "canceld")

    def check(self, method, least, param, values):
        replies = self.client.exchange([request(method, **{**least, param: value}) for value in values])
        for value, reply in zip(values, replies):
            shown = repr(value) if len(repr(value)) < 60 else repr(value)[:60] + "…"
            with self.subTest(method=method, param=param, value=shown):
                self.assertEqual(reply.get("error", {}).get("code"), -32602, reply)
                named = reply["error"].get("data", {}).get("param", "")
                self.assertEqual(named.split("[")[0].split(".")[0], param, reply)

    def test_a_required_parameter_that_is_missing_or_null_is_refused_by_name(self):
        required = {method: set(least) - {"tool", "name"} for method, (least, _) in METHODS.items()}
        required["session/open"] = {"name"}
        for method, params in required.items():
            for param in sorted(params):
                least = dict(METHODS[method][0])
                for value in ("missing", None):
                    least.pop(param, None)
                    if value is None:
                        least[param] = None
                    with self.subTest(method=method, param=param, value=value):
                        with self.refused(-32602, param=param):
                            self.client.call(method, **least)

    def test_cancel_many_needs_a_filter_or_all(self):
        """At least one filter, or `"all":true`; else `-32602`."""
        for parameters in ({}, {"all": False}, {"all": None}, {"namespace": None}, {"reason": "x", "mode": "force"}):
            with self.subTest(parameters=parameters), self.nothing_recorded(), self.refused(-32602):
                self.client.call("cancellation/cancelMany", **parameters)


class GoodParameters(ContractCase):
    def test_an_optional_parameter_that_is_null_counts_as_absent(self):
        for method, (least, kinds) in METHODS.items():
            optional = {param: None for param in kinds if param not in least}
            reply = self.client.exchange(request(method, **{**least, **optional}))
            with self.subTest(method=method):
                self.assertTrue("result" in reply or reply["error"]["code"] in ERROR_NAMES, reply)

    def test_names_of_any_script_and_of_the_longest_sizes_are_taken(self):
        names = ["a", "x" * 128, "é" * 64, "日本語", "🎈", "a$b", "zero\u200bwidth", "a/b:c*?#%&", 'quo"te',
                 "back\\slash", "-", ".", "null", "e\u0301", "[]{}"]
        for name in names:
            with self.subTest(name=name):
                self.assertEqual(self.create(name)["id"], name)
                self.assertEqual(self.status(name)["id"], name)
                self.assertEqual(self.cancel(name)["success"], True)
        self.assertEqual([token["id"] for token in self.call("cancellation/list")["tokens"]], names)

    def test_namespaces_of_any_script_and_of_the_longest_size_are_taken(self):
        for namespace in ("x" * 64, "é" * 32, "日本", "a$", "a.b/c"):
            with self.subTest(namespace=namespace):
                token = self.create("a", namespace=namespace)
                self.assertEqual((token["id"], token["namespace"]), ("a", namespace))
                self.assertEqual(self.status("a", namespace=namespace)["namespace"], namespace)

    def test_a_token_of_no_namespace_is_in_the_default_one(self):
        token = self.create(f"only-{self.namespace}", namespace=None)
        self.assertEqual(token["namespace"], "default")
        self.assertEqual(self.status(token["id"], namespace="default")["id"], token["id"])
        with self.refused(-31001):
            self.status(token["id"])

    def test_the_longest_texts_and_the_most_labels_and_parents_are_kept(self):
        labels = {f"label {number}": "v" * 100 for number in range(32)}
        parents = [self.create(f"p{number}")["id"] for number in range(64)]
        self.create("a", parents=parents, labels=labels)
        status = self.status("a")
        self.assertEqual(status["labels"], labels)
        self.assertEqual([parent["id"] for parent in status["parents"]], parents)
        reason = "é" * 2048
        self.cancel("a", reason=reason, requestedBy="x" * 4096)
        self.assert_includes(self.status("a"), reason=reason, requestedBy="x" * 4096)

    def test_texts_keep_every_character(self):
        reason = 'line\nbreak\ttab "quoted" \\ \u0001 \u2028 \ufeff 🎈 <script>'
        self.create("a")
        self.cancel("a", reason=reason)
        self.assertEqual(self.status("a")["reason"], reason)
        self.assertEqual(self.event("CancellationRequested", "a")["data"]["reason"], reason)

    def test_a_request_id_keeps_its_type(self):
        """`requestId`: string or integer, type kept."""
        numbers = [1, "1", 0, "", -5, 2**53 + 1, 2**63 - 1, -2**63, "ü"]
        for index, number in enumerate(numbers):
            self.begin(f"o{index}", requestId=number)
        listed = [entry["requestId"] for entry in self.call("operation/list")["operations"]]
        recorded = [event["data"]["requestId"] for event in self.events(types=["OperationStarted"])]
        for told in (listed, recorded):
            self.assertEqual([(type(number), number) for number in told], [(type(n), n) for n in numbers])

    def test_the_longest_durations_are_taken_and_never_elapse(self):
        self.begin("o", deadlineMs=MOST, graceMs=MOST, forceMs=MOST)
        self.create("t", ttlMs=MOST)
        self.open_session(leaseMs=MOST)
        self.begin("graceful")
        self.cancel("graceful", graceMs=MOST, forceMs=MOST)
        self.create("control", ttlMs=1)
        self.await_story("control CancellationExpired ttl")
        self.assertEqual([self.state(token) for token in ("o", "t", "graceful")], ["active", "active", "requested"])
        late = [event for event in self.story() if "SessionClosed" in event or "Escalated" in event]
        self.assertEqual(late, [])

    def test_a_limit_above_ten_thousand_counts_as_that(self):
        for limit in (10_000, 10_001, MOST):
            with self.subTest(limit=limit):
                self.call("cancellation/list", limit=limit)
                self.call("operation/list", limit=limit)
                self.call("events/read", after=0, limit=limit)

    def test_a_command_id_may_be_any_text_of_1_to_128_bytes(self):
        for command in ("x", "with spaces and $", "é" * 64, self.namespace + " 🎈"):
            with self.subTest(command=command):
                self.assertTrue(result_in(self.client.exchange(
                    request("cancellation/create", namespace=self.namespace, commandId=command)))["id"])

    def test_an_occurred_at_of_any_offset_is_taken(self):
        for index, moment in enumerate(("2026-11-20T10:00:00Z", "2026-11-20T10:00:00.123456789Z",
                                        "2026-11-20T12:30:00.5+02:30", "2026-11-19T22:00:00-12:00",
                                        "2024-02-29T00:00:00Z", "1969-12-31T23:59:59Z")):
            with self.subTest(moment=moment):
                self.begin(f"o{index}", occurredAt=moment)
                self.assertTrue(self.event("OperationStarted", f"o{index}")["data"]["occurredAt"])


if __name__ == "__main__":
    unittest.main()
