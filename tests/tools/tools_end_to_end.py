"""Every command of cancelctl against a real daemon: what it does, as text and as JSON."""

import json
import signal
import subprocess
import unittest

from tools_case import PATIENCE, ToolsCase, await_condition, program


class Commands(ToolsCase):
    def setUp(self):
        super().setUp()
        self.start()

    def test_create_with_and_without_an_id(self):
        made = self.ctl_json("create")
        self.assertGreaterEqual(len(made["id"]), 22)
        made = self.ctl_json("create", "a", "--ttl", "1h", "--label", "k=v=w", "--label", "e=")
        self.assertEqual((made["id"], made["namespace"], made["state"]), ("a", "default", "active"))
        self.assertIn("default/b", self.ctl("create", "b"))
        status = self.ctl_json("status", "a")
        self.assertEqual(status["labels"], {"k": "v=w", "e": ""})
        self.assertIsNotNone(status["expiresAt"])

    def test_create_under_parents_of_both_kinds(self):
        self.ctl("create", "p")
        self.ctl("create", "q", "-n", "other")
        self.ctl("create", "c", "--parent", "p", "--parent-in", "other", "q")
        self.assertEqual(self.ctl_json("status", "c")["parents"],
                         [{"namespace": "default", "id": "p"}, {"namespace": "other", "id": "q"}])

    def test_create_again_is_an_error_and_with_a_command_id_a_repeat(self):
        first = self.ctl_json("create", "a", "--command-id", "once")
        again = self.ctl_json("create", "a", "--command-id", "once")
        self.assertTrue(again["replayed"])
        self.assertEqual(first["position"], again["position"])
        self.assertRegex(self.complaint(1, "create", "a"), r"^TokenExists \(-31010\): .*")

    def test_cancel_with_everything(self):
        self.call("operation/start", id="a")
        result = self.ctl_json("cancel", "a", "--reason", "too slow", "--cause", "timeout", "--mode", "force",
                               "--grace", "5s", "--force-time", "1m", "--requested-by", "ann", "--command-id", "c")
        self.assertEqual((result["success"], result["alreadyCancelled"], result["state"]), (True, False, "requested"))
        event = self.ctl_lines("events", "--type", "CancellationRequested")[0]
        self.assertEqual(event["data"], {**event["data"], "reason": "too slow", "cause": "timeout", "mode": "force",
                                         "graceMs": 5000, "forceMs": 60000, "requestedBy": "ann", "commandId": "c"})

    def test_cancel_says_who_asked(self):
        self.ctl("create", "a")
        self.assertIn("now", self.ctl("cancel", "a"))
        self.assertIn("before", self.ctl("cancel", "a", "--force"))
        self.assertRegex(self.ctl_json("status", "a")["requestedBy"], r"^cancelctl:.+")

    def test_cancel_before_and_after(self):
        self.assertIn("CancellationTokenNotFound", self.complaint(1, "cancel", "a"))
        self.ctl("cancel", "a", "--if-absent", "remember", "--reason", "")
        self.assertIn("CancellationAlreadyRequested", self.complaint(1, "cancel", "a", "--if-cancelled", "error"))
        self.assertEqual(self.ctl_json("create", "a")["reason"], "")

    def test_cancel_many_by_filters(self):
        for name, label in (("a", "x=1"), ("b", "x=1"), ("c", "x=2")):
            self.ctl("create", name, "--label", label)
        self.ctl("create", "d", "-n", "other")
        self.call("operation/start", id="o", tool="search")
        dry = self.ctl_json("cancel", "--label", "x=1", "--dry-run")
        self.assertEqual((dry["matched"], [token["id"] for token in dry["tokens"]]), (2, ["a", "b"]))
        self.assertIn("2 tokens would be cancelled", self.ctl("cancel-many", "--label", "x=1", "--dry-run"))
        self.assertIn("1 token cancelled", self.ctl("cancel", "--tool", "search"))
        self.assertEqual(self.ctl_json("cancel", "--namespace", "other", "--all")["matched"], 1)
        self.assertEqual(self.ctl_json("cancel-many", "--all", "--cause", "server_shutdown")["matched"], 3)
        self.assertEqual(self.ctl_json("cancel", "--session", "nobody")["matched"], 0)

    def test_a_namespace_alone_cancels_nothing(self):
        self.ctl("create", "a", "-n", "n")
        for command in ("cancel", "cancel-many"):
            for arguments in ([], ["--dry-run"], ["--reason", "x"]):
                self.assertIn("--all", self.complaint(2, command, "--namespace", "n", *arguments))
        self.assertEqual(self.ctl_json("status", "a", "-n", "n")["state"], "active")
        self.assertEqual(self.ctl_json("cancel-many", "--namespace", "n", "--all")["matched"], 1)

    def test_status_shows_the_token_and_what_runs_under_it(self):
        self.ctl("create", "a", "--label", "k=v")
        self.call("operation/start", id="o", token="a", tool="search", requestId="7", deadlineMs=3_600_000)
        self.ctl("cancel", "a", "-r", "why not")
        text = self.ctl("status", "a")
        for expected in ("default/a", "requested", "why not", "user_requested", "graceful", "k=v", "search", '"7"',
                         "in "):
            self.assertIn(expected, text)
        status = self.ctl_json("status", "a")
        self.assertEqual([operation["operation"] for operation in status["operations"]], ["o"])
        self.assertIn("CancellationTokenNotFound (-31001)", self.complaint(1, "status", "nope"))

    def test_list_pages_through_everything(self):
        self.batch([("cancellation/create", {"id": f"t{number}"}) for number in range(1000)])
        self.batch([("cancellation/create", {"id": f"u{number}", "namespace": "u"}) for number in range(500)])
        self.ctl("cancel", "t7")
        def listed(*arguments):
            return [token["id"] for token in self.ctl_json("list", *arguments)["tokens"]]
        self.assertEqual(listed(),
                         [f"t{number}" for number in range(1000)] + [f"u{number}" for number in range(500)])
        self.assertEqual(len(listed("--limit", "1100")), 1100)
        self.assertEqual(len(listed("--namespace", "u")), 500)
        self.assertEqual(listed("--cancelled"), ["t7"])
        self.assertEqual(len(listed("--not-cancelled")), 1499)
        self.assertEqual(listed("--state", "completed"), ["t7"])
        self.assertEqual(self.ctl_json("list", "--state", "released"), {"tokens": []})
        self.assertEqual(len(self.ctl("list").splitlines()), 1501)

    def test_ops_lists_what_runs(self):
        self.ctl("create", "a")
        self.batch([("operation/start", {"id": f"o{number}", "token": "a", "tool": "search"}) for number in range(3)])
        self.call("operation/start", id="other", tool="write", namespace="n")

        def listed(*arguments):
            return [operation["operation"] for operation in self.ctl_json("ops", *arguments)["operations"]]
        self.assertEqual(listed(), ["o0", "o1", "o2", "other"])
        self.assertEqual(len(listed("--token", "a", "-n", "default")), 3)
        self.assertEqual(listed("--tool", "write"), ["other"])
        self.assertEqual(len(listed("--limit", "2")), 2)
        self.assertEqual(self.ctl_json("ops", "--tool", "none"), {"operations": []})
        self.assertIn("search", self.ctl("ops"))

    def test_release(self):
        self.ctl("create", "a")
        self.call("operation/start", id="o", token="a")
        self.assertIn("TokenInUse", self.complaint(1, "release", "a"))
        self.call("operation/finish", id="o", outcome="succeeded")
        self.assertIn("done", self.ctl("release", "a"))
        self.assertTrue(self.ctl_json("release", "a")["success"])
        self.assertIn("AlreadyTerminal", self.complaint(1, "cancel", "a"))

    def test_result(self):
        made = '{"text":"\\u0000 \\"quoted\\""}'
        self.call("operation/start", id="a")
        self.assertRegex(self.ctl("result", "a"), r"^operation +default/a\nstate +running\nposition +2\n$")
        self.assertIn("default/a still runs", self.complaint(1, "result", "a", "--raw"))
        self.call("operation/finish", id="a", outcome="succeeded", result=made)
        self.assertEqual(self.ctl_json("result", "a")["result"], made)
        self.assertEqual(self.ctl("result", "a", "--raw"), made)
        shown = self.ctl("result", "a")
        self.assertIn("outcome    succeeded\n", shown)
        self.assertIn(f"result     {len(made)} bytes\n\n{made}\n", shown)

    def test_result_of_what_kept_none_was_stopped_or_never_was(self):
        self.call("operation/start", id="a", namespace="n")
        self.ctl("cancel", "a", "-n", "n", "--reason", "too slow")
        self.call("operation/finish", id="a", namespace="n", outcome="failed", error="half")
        shown = self.ctl("result", "a", "-n", "n")
        for expected in ("n/a", "finished", "failed", "half", "user_requested", "too slow"):
            self.assertIn(expected, shown)
        self.assertNotIn("bytes", shown)
        self.assertIn("no result of it was kept", self.complaint(1, "result", "a", "-n", "n", "--raw"))
        self.assertIn("OperationNotFound (-31002)", self.complaint(1, "result", "a"))
        self.complaint(2, "result")

    def test_a_result_can_not_act_on_the_terminal_but_comes_raw_when_asked_for(self):
        made = "\x1b[2J\x00\r\n\nsecond \u202e line"
        self.call("operation/start", id="a")
        self.call("operation/finish", id="a", outcome="succeeded", result=made)
        shown = self.ctl("result", "a")
        self.assertTrue(shown.endswith("\n\n\\x1b[2J\\x00\\r\n\nsecond \\u202e line\n"), shown)
        raw = subprocess.run([program("CANCELCTL"), "result", "a", "--raw"], env=self.environment, capture_output=True)
        self.assertEqual(raw.stdout, made.encode())
        self.assertIn("succeeded, result 23 bytes", self.ctl("events"))
        self.assertNotIn("2J", self.ctl("events"))
        self.assertEqual(self.ctl_lines("events")[-1]["data"]["result"], made)

    def test_wait(self):
        self.call("operation/start", id="a")
        self.assertIn("CancellationTimeout", self.complaint(1, "wait", "a", "--for", "50ms"))
        self.assertIn("CancellationTimeout", self.complaint(1, "wait", "a", "--timeout", "50ms"))
        waiting = self.begin("CANCELCTL", "wait", "a", "--json")
        self.ctl("cancel", "a")
        self.assertTrue(self.ctl_json("wait", "a", "--until", "cancelled")["cancelled"])
        self.call("operation/finish", id="a", outcome="stopped")
        self.assertEqual(waiting.wait(), 0, waiting.err)
        self.assertEqual(json.loads(waiting.out[0])["state"], "completed")
        self.assertIn("completed", self.ctl("wait", "a"))

    def test_wait_for_what_ended_uncancelled_or_never_was(self):
        self.ctl("create", "a")
        self.ctl("release", "a")
        self.assertIn("AlreadyTerminal", self.complaint(1, "wait", "a"))
        self.assertIn("CancellationTokenNotFound", self.complaint(1, "wait", "b"))

    def test_wait_goes_on_after_a_restart_of_the_daemon(self):
        self.call("operation/start", id="a")
        waiting = self.begin("CANCELCTL", "wait", "a", "--timeout", "3s", "--for", "1h", "--json")
        await_condition(lambda: self.ctl_json("stats")["pending_waits"] == 1, "the wait")
        self.stop(signal.SIGKILL)
        self.start()
        self.ctl("cancel", "a")
        self.call("operation/finish", id="a", outcome="stopped")
        self.assertEqual(waiting.wait(), 0, waiting.err)
        self.assertEqual(json.loads(waiting.out[0])["state"], "completed")

    def test_events_from_a_position_by_token_and_type(self):
        self.ctl("create", "a")
        self.ctl("create", "b", "-n", "n")
        self.ctl("cancel", "a")
        self.assertEqual([event["position"] for event in self.ctl_lines("events")], [1, 2, 3, 4])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "--from", "0")], [1, 2, 3, 4])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "--from", "3")], [3, 4])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "--token", "b")], [2])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "-n", "n")], [2])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "--type", "TokenCreated")], [1, 2])
        self.assertEqual([event["position"] for event in self.ctl_lines("events", "--limit", "1")], [1])
        self.assertRegex(self.ctl("events").splitlines()[2],
                         r"^ +3  20.*  CancellationRequested  default/a  user_requested")

    def test_stats_ping_and_info(self):
        self.ctl("create", "a")
        self.ctl("cancel", "a")
        self.assertEqual(self.ctl_json("stats")["total_cancelled"], 1)
        self.assertRegex(self.ctl("stats"), r"total cancelled +1\n")
        self.assertGreater(self.ctl_json("ping")["roundTripMs"], 0)
        self.assertEqual(len(self.ctl("ping", "--count", "3").splitlines()), 3)
        self.assertEqual(self.ctl_json("info")["name"], "canceld")
        self.assertIn("canceld", self.ctl("info"))

    def test_a_reason_can_not_act_on_the_terminal(self):
        self.ctl("create", "a")
        self.ctl("cancel", "a", "--reason", "\x1b[2J\x1b[H\rgone\n\u202e")
        for command in (["status", "a"], ["list"], ["history"], ["events"]):
            text = self.ctl(*command)
            self.assertIn("\\x1b[2J", text)
            for forbidden in "\x1b\r\u202e":
                self.assertNotIn(forbidden, text)
        self.assertEqual(self.ctl_json("status", "a")["reason"], "\x1b[2J\x1b[H\rgone\n\u202e")

    def test_options_stand_before_and_behind_the_command(self):
        self.ctl("--namespace", "n", "create", "a")
        self.assertEqual(json.loads(self.ctl("--json", "status", "a", "--namespace", "n"))["namespace"], "n")
        endpoint = f"ipc://{self.folder}/run/canceld/command"
        self.environment["CANCEL_COMMAND_ENDPOINT"] = "ipc:///nowhere"
        self.ctl("--command-endpoint", endpoint, "ping")
        self.ctl("ping", "--command-endpoint", endpoint)

    def test_ids_of_every_kind(self):
        for name in ("-dash", "list", "a/b", "日本", "%s", "'\""):
            self.ctl("create", "--", name)
            self.assertEqual(json.loads(self.ctl("status", "--json", "--", name))["id"], name)

    def test_closed_output_ends_quietly(self):
        labels = {"k": "v" * 200}
        self.batch([("cancellation/create", {"id": f"t{number}", "labels": labels}) for number in range(1000)])
        for command in ("list", "events"):
            script = f"set -o pipefail; '{program('CANCELCTL')}' {command} | head -n 1"
            done = subprocess.run(["bash", "-c", script], env=self.environment, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr, len(done.stdout.splitlines())), (0, "", 1))

    def test_full_output_is_told(self):
        self.told_that_it_is_full("CANCELCTL", "info")

    def test_help_and_version_that_can_not_be_written_are_told_by_every_program(self):
        for name in ("CANCELCTL", "CANCEL_TAIL", "CANCEL_TOP", "CANCEL_EXPORTER", "CANCEL_DASHBOARD"):
            for option in ("--help", "--version"):
                self.told_that_it_is_full(name, option)

    def told_that_it_is_full(self, name, *arguments):
        with open("/dev/full", "w") as full:
            done = subprocess.run([program(name), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, rf"\A{program(name).name}: [^\n]*No space left[^\n]*\n\Z")


if __name__ == "__main__":
    unittest.main()
