"""operation/finish with a result, and operation/result: kept in the log, read from there, opaque and whole."""

import json
import unittest

from contract_case import ContractCase
from support import await_condition, request

LONGEST = 262_144
LONGEST_JSON = 786_432

HOSTILE = {
    "empty": "",
    "json": json.dumps({"content": [{"type": "text", "text": "a \"quoted\" \\ text"}], "isError": False}),
    "nul": "before\0after",
    "controls": "".join(map(chr, range(0x20))) + "\x7f",
    "wide": "\U0001F600\uFFFF\u2028\uFEFF",
    "not-json": "]}\"'",
    "longest": "x" * LONGEST,
    "longest-wide": "\U0001F600" * (LONGEST // 4),
    "longest-quotes": "\"" * LONGEST,
}


class Results(ContractCase):
    def result(self, operation, **parameters):
        return self.call("operation/result", id=operation, **parameters)

    def make(self, operation, result, outcome="succeeded", **parameters):
        self.begin(operation)
        return self.finish(operation, outcome, result=result, **parameters)

    def test_a_running_operation_has_no_outcome(self):
        started = self.begin("o")
        self.assertEqual(self.result("o"), {"operation": "o", "namespace": self.namespace, "state": "running",
                                            "position": started["position"]})

    def test_an_ended_operation_tells_everything_about_its_end(self):
        finished = self.make("o", "made", "failed", error="half")
        event = self.event("OperationFinished", "o")
        self.assertEqual(event["data"]["result"], "made")
        self.assertEqual(self.result("o"), {
            "operation": "o", "namespace": self.namespace, "state": "finished", "outcome": "failed", "error": "half",
            "result": "made", "finishedAt": event["time"], "position": finished["position"]})

    def test_without_a_result_there_is_none(self):
        for operation, parameters in (("absent", {}), ("null", {"result": None})):
            self.begin(operation)
            self.finish(operation, "succeeded", **parameters)
            self.assertNotIn("result", self.event("OperationFinished", operation)["data"])
            self.assertNotIn("result", self.result(operation))

    def test_results_come_back_as_they_were_given_whatever_they_are(self):
        for operation, result in HOSTILE.items():
            with self.subTest(result=operation):
                self.make(operation, result)
                self.assertEqual(self.result(operation)["result"], result)
                self.assertEqual(self.event("OperationFinished", operation)["data"]["result"], result)

    def test_what_is_no_result_is_refused_by_name_and_nothing_happens(self):
        self.begin("o")
        too_long_as_json = "\x01" * (LONGEST_JSON // 6)
        for result in (7, True, {}, [], {"content": []}, "x" * (LONGEST + 1), "\U0001F600" * (LONGEST // 4) + "x",
                       too_long_as_json):
            with self.subTest(result=str(result)[:20]), self.nothing_recorded(), self.refused(-32602, param="result"):
                self.finish("o", "succeeded", result=result)
        self.finish("o", "succeeded", result=too_long_as_json[1:])
        self.assertEqual(self.result("o")["result"], too_long_as_json[1:])

    def test_a_result_that_is_not_utf8_is_refused(self):
        self.begin("o")
        for result in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\\ud800"):
            message = (b'{"jsonrpc":"2.0","id":1,"method":"operation/finish","params":{"id":"o","namespace":"%s",'
                       b'"outcome":"succeeded","result":"%s"}}' % (self.namespace.encode(), result))
            with self.nothing_recorded():
                self.assertEqual(self.connect().exchange(message)["error"]["code"], -32700)
        self.assertEqual(self.result("o")["state"], "running")

    def test_a_result_that_won_the_race_stands_in_the_completion(self):
        self.begin("o")
        self.cancel("o", reason="too slow", cause="timeout")
        self.assertEqual({key: self.result("o").get(key) for key in ("state", "cause", "reason", "outcome")},
                         {"state": "running", "cause": "timeout", "reason": "too slow", "outcome": None})
        finished = self.finish("o", "succeeded", result="made all the same")
        event = self.event("CancellationCompleted", "o")
        self.assertEqual((event["position"], event["data"]["result"]), (finished["position"], "made all the same"))
        self.assert_includes(self.result("o"), state="finished", outcome="succeeded", result="made all the same",
                             cause="timeout", reason="too slow", position=finished["position"])

    def test_a_cancelled_parent_tells_its_result_once(self):
        self.begin("parent")
        self.begin("child", token="parent")
        self.cancel("parent")
        finished = self.finish("parent", "succeeded", result="of the parent")
        self.finish("child", result="of the child")
        completed = self.event("CancellationCompleted", "parent")
        self.assertNotIn("result", completed["data"])
        self.assert_includes(self.result("parent"), result="of the parent", outcome="succeeded",
                             position=finished["position"], finishedAt=self.event("OperationFinished", "parent")["time"])
        self.assertEqual(self.result("child")["result"], "of the child")

    def test_what_was_lost_has_none(self):
        session = self.open_session()
        self.begin("o", session=session)
        self.client.call("session/close", session=session)
        answer = self.result("o")
        self.assert_includes(answer, state="finished", outcome="lost", cause="client_disconnected", result=None)

    def test_what_is_no_operation_is_refused(self):
        self.create("token")
        self.cancel("remembered", ifAbsent="remember")
        self.make("elsewhere", "made")
        for operation in ("nobody", "token", "remembered"):
            with self.subTest(operation=operation), self.nothing_recorded(), self.refused(-31002):
                self.result(operation)
        with self.refused(-31002):
            self.result("elsewhere", namespace="another")

    def test_a_repeated_finish_keeps_the_first_result(self):
        self.begin("o")
        first = self.finish("o", "succeeded", result="first", commandId=f"{self.namespace}-done")
        with self.nothing_recorded():
            again = self.finish("o", "failed", result="second", commandId=f"{self.namespace}-done")
        self.assertEqual(again, {**first, "replayed": True})
        with self.nothing_recorded(), self.refused(-31004):
            self.finish("o", "succeeded", result="third")
        self.assert_includes(self.result("o"), outcome="succeeded", result="first")

    def test_a_result_is_published(self):
        subscriber = self.subscribe(f"{self.namespace} o OperationFinished")
        self.make("o", HOSTILE["longest-quotes"])
        message = subscriber.receive()
        self.assertEqual(message.event["data"]["result"], HOSTILE["longest-quotes"])

    def test_a_batch_tells_as_many_results_as_a_message_holds(self):
        for number in range(6):
            self.make(f"o{number}", str(number) * LONGEST)
        replies = self.client.exchange([request("operation/result", number, id=f"o{number}", namespace=self.namespace)
                                        for number in range(6)])
        told = [reply["result"]["result"] for reply in replies if "result" in reply]
        refused = [reply["error"] for reply in replies if "error" in reply]
        self.assertEqual(told, [str(number) * LONGEST for number in range(len(told))])
        self.assertEqual((len(told), len(refused)), (3, 3))
        for error in refused:
            self.assertEqual((error["code"], error["data"]["limit"]), (-31006, "message_size"))
        self.assertEqual(self.result("o5")["result"], "5" * LONGEST)


class Kept(ContractCase):
    """In a log of its own, with a daemon that keeps no ended token in memory."""

    daemon_config = "[storage]\nkeep_ended = \"0s\"\ncleanup_interval = \"10ms\"\n"

    def result(self, operation):
        return self.call("operation/result", id=operation)

    def test_results_outlive_memory_kill_and_restart(self):
        daemon = self.daemon
        for operation, result in HOSTILE.items():
            self.begin(operation)
            self.finish(operation, "succeeded", result=result)
        for _ in range(2):
            await_condition(lambda: self.client.call("stats/read")["tokens_in_memory"] <= 1, "tokens to leave memory")
            for operation, result in HOSTILE.items():
                self.assertEqual(self.result(operation)["result"], result)
            daemon.kill()
            daemon.start()
            self.client = self.connect()

    def test_a_result_goes_with_its_token(self):
        self.begin("old")
        end = self.finish("old", "succeeded", result="gone")["position"]
        self.begin("younger")
        self.finish("younger", "succeeded", result="kept")
        await_condition(lambda: self.client.call("log/prune", before=end + 1)["done"], "the prune to be done")
        with self.refused(-31002):
            self.result("old")
        self.assertEqual(self.result("younger")["result"], "kept")


if __name__ == "__main__":
    unittest.main()
