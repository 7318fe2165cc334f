#!/usr/bin/env -S python3 -B
"""The suite's own parts: ids, events, tools, expected failures, the report, the command line."""

import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from suite import expected_failures, ids, options, registry, report, runner, tool_calls  # noqa: E402
from suite.columns import ALL, LEGACY_STDIO, MODERN_HTTP, MODERN_STDIO  # noqa: E402
from suite.era import MODERN, TASKS_EXTENSION, Wish  # noqa: E402
from suite.http_peer import address_of  # noqa: E402
from suite.registry import Check  # noqa: E402
from suite.side_file import SideFile  # noqa: E402
from suite.sse import Parser  # noqa: E402
from suite.tool_calls import ToolCall, Tools  # noqa: E402
from suite.transcript import Transcript  # noqa: E402
from suite.verdicts import UsageError, Verdict  # noqa: E402

SERVE = str(FOLDER / "fakes" / "serve")


class Ids(unittest.TestCase):
    def test_ids_differ_by_type(self):
        for left, right in ((1, "1"), (0, ""), (0, False), (1, 1.0), (None, "")):
            self.assertFalse(ids.same(left, right))

    def test_equal_ids_are_the_same(self):
        for value in (1, "1", 0, "", 2**53 + 1, None, {"a": 1}):
            self.assertTrue(ids.same(value, json.loads(json.dumps(value))))


class Received(unittest.TestCase):
    def test_responses_are_found_by_type_and_value_behind_a_mark(self):
        transcript = Transcript()
        for request_id in (1, "1", 1):
            transcript.record({"jsonrpc": "2.0", "id": request_id, "result": {}})
        self.assertEqual([a.order for a in transcript.responses(1)], [1, 3])
        self.assertEqual([a.order for a in transcript.responses(1, after=1)], [3])
        self.assertEqual([a.order for a in transcript.responses("1")], [2])

    def test_waiting_ends_when_nothing_can_come_any_more(self):
        transcript = Transcript()
        transcript.close()
        self.assertFalse(transcript.wait(lambda: False, 60))

    def test_events_of_a_stream_are_put_together(self):
        parser, events = Parser(), []
        for line in ("id: 7", "data:", "", ": comment", "", "event: message", "data: a", "data: b", ""):
            event = parser.line(line)
            if event:
                events.append((event.id, event.data))
        self.assertEqual(events, [("7", ""), (None, "a\nb")])

    def test_a_side_file_shows_only_whole_lines_that_are_new(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "side"
            path.write_text('{"tool":"old","aborted":true}\n')
            side = SideFile(path)
            with path.open("a") as file:
                file.write('{"tool":"coop","aborted":true}\n{"tool":"coop","aborted":false}\n{"tool":')
            self.assertEqual((side.count("old", True), side.count("coop", True), side.count("coop", False)), (0, 1, 1))


class ToolChoice(unittest.TestCase):
    def test_placeholders_become_numbers(self):
        tool = ToolCall("t", {"ms": "$milliseconds", "s": "$seconds", "n": "$steps", "other": "x"})
        self.assertEqual(tool.parameters(1.5, 3)["arguments"], {"ms": 1500, "s": 1.5, "n": 3, "other": "x"})
        self.assertEqual((tool.seconds(1.5), ToolCall("u", {}, 4).seconds(1.5)), (1.5, 4))

    def test_tools_are_found_by_their_schemas(self):
        def listed(name, **properties):
            return {"name": name, "inputSchema": {"properties": {k: {"type": v} for k, v in properties.items()},
                                                  "required": list(properties)}}
        found = tool_calls.discovered([listed("echo", message="string"), listed("sleepy", path="string"),
                                       listed("long_sleep", duration="number", steps="number")])
        self.assertEqual(found.fast, ToolCall("echo", {"message": "hello"}))
        self.assertEqual(found.slow, ToolCall("long_sleep", {"duration": "$seconds", "steps": "$steps"}))
        self.assertIsNone(found.stubborn)

    def test_tools_that_the_server_does_not_have_are_left_out(self):
        self.assertIsNone(tool_calls.completed(Tools(child=ToolCall("shell", {})), []).child)


class Eras(unittest.TestCase):
    def test_a_modern_request_carries_its_envelope(self):
        meta = MODERN.parameters({"name": "t"}, Wish(token=0, extensions=(TASKS_EXTENSION,)))["_meta"]
        self.assertEqual(meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28")
        self.assertEqual(meta["io.modelcontextprotocol/clientCapabilities"], {"extensions": {TASKS_EXTENSION: {}}})
        self.assertEqual(meta["progressToken"], 0)

    def test_modern_headers_repeat_the_method_and_the_name(self):
        self.assertEqual(MODERN.headers("tasks/cancel", {"taskId": "t"}, None), {
            "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tasks/cancel", "Mcp-Name": "t"})
        self.assertNotIn("Mcp-Name", MODERN.headers("tools/list", {}, None))

    def test_addresses_are_read_from_urls(self):
        self.assertEqual(address_of("http://127.0.0.1:8080/mcp?a=b"), ("127.0.0.1", 8080, "/mcp?a=b"))
        self.assertRaises(UsageError, address_of, "ftp://127.0.0.1/")


class ExpectedFailures(unittest.TestCase):
    def parse(self, text):
        return expected_failures.parse(text, {"a", "b"}, {column.name for column in ALL})

    def test_entries_have_a_check_a_reason_and_perhaps_a_column(self):
        entries = self.parse("# comment\n\na the reason\nb@modern-http  another reason\n")
        self.assertEqual([str(entry) for entry in entries], ["a", "b@modern-http"])
        self.assertEqual(entries[1].reason, "another reason")
        self.assertTrue(entries[0].covers("a", "legacy-stdio"))
        self.assertFalse(entries[1].covers("b", "legacy-http"))

    def test_entries_that_make_no_sense_are_refused(self):
        for text in ("c unknown check", "a", "a@nowhere reason"):
            self.assertRaises(UsageError, self.parse, text)

    def test_an_entry_is_stale_if_its_check_passes_and_only_then(self):
        entries = self.parse("a why\n")
        for words, stale in ((["passed"], True), (["passed", "failed"], False), (["failed"], False),
                             (["not run"], False), ([], False)):
            outcomes = {("a", column.name): word for column, word in zip(ALL, words)}
            self.assertEqual(bool(expected_failures.stale(entries, outcomes)), stale, words)


class Report(unittest.TestCase):
    def setUp(self):
        columns = (LEGACY_STDIO, MODERN_STDIO)
        checks = [Check(name, f"title of {name}", "rule", columns, None) for name in ("one", "two")]
        outcome = runner.Outcome
        self.results = runner.Results([LEGACY_STDIO, MODERN_STDIO, MODERN_HTTP], checks, {
            ("one", "legacy-stdio"): outcome(Verdict.PASS, "3 ms"),
            ("one", "modern-stdio"): outcome(Verdict.FAIL, "it spoke"),
            ("two", "legacy-stdio"): outcome(Verdict.SKIP, "no tool"),
            ("two", "modern-stdio"): outcome(Verdict.SKIP, "no tool")}, [])

    def test_the_table_has_a_row_a_check_and_reasons_below(self):
        self.assertEqual(report.table(self.results).splitlines(), [
            "check  legacy-stdio  modern-stdio  modern-http",
            "one    pass          FAIL          -",
            "    modern-stdio: it spoke",
            "two    skip          skip          -",
            "    no tool"])

    def test_colour_is_only_added_when_it_is_wanted(self):
        self.assertNotIn("\033", report.table(self.results))
        self.assertIn("\033[1;31mFAIL\033[0m", report.table(self.results, colour=True))

    def test_the_summary_counts(self):
        self.assertEqual(report.summary(self.results), "1 passed, 1 failed, 2 skipped")

    def test_measurements_of_passed_checks_are_told_apart(self):
        self.assertEqual(list(report.measured(self.results)), ["one legacy-stdio: 3 ms"])

    def test_the_document_can_be_written_as_json(self):
        document = json.loads(report.json_text(report.document(self.results, {}, {"name": "s"})))
        self.assertEqual(document["checks"][0]["results"]["modern-stdio"]["verdict"], "FAIL")
        self.assertFalse(document["good"])


class Checks(unittest.TestCase):
    def test_each_check_has_a_title_a_rule_and_columns(self):
        for check in registry.all_checks():
            self.assertTrue(check.title and check.rule and check.columns, check.id)
            self.assertRegex(check.id, "^[a-z0-9-]+$")

    def test_checks_are_chosen_by_part_of_a_name_or_by_pattern(self):
        self.assertEqual({c.id for c in registry.chosen(["race-result"])}, {"race-result", "race-result-closing"})
        self.assertEqual([c.id for c in registry.chosen(["storm*"])], ["storm"])
        self.assertEqual(registry.chosen(["no such check"]), [])


class CommandLine(unittest.TestCase):
    def run_suite(self, *arguments):
        return subprocess.run([sys.executable, "-B", str(FOLDER / "run"), *arguments], capture_output=True, text=True,
                              timeout=120)

    def test_wrong_usage_exits_with_2(self):
        for arguments in ((), ("--stdio",), ("--only", "nothing-like-it", "--list"), ("--slow-args", "{}", "--list"),
                          ("--slow-tool", "t", "--slow-args", "[", "--list"), ("--no-such-option",),
                          ("--url", "ftp://127.0.0.1/")):
            done = self.run_suite(*arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertTrue(done.stderr)

    def test_a_server_that_cannot_be_reached_exits_with_3(self):
        for arguments in (("--stdio", "/no/such/program"), ("--stdio", "false"), ("--url", "http://127.0.0.1:9/mcp"),
                          ("--start-http", "false")):
            done = self.run_suite("--patience", "2", *arguments)
            self.assertEqual(done.returncode, 3, (arguments, done.stderr))

    def test_a_server_that_breaks_its_messages_into_lines_is_told_what_is_wrong(self):
        done = self.run_suite("--patience", "1", "--stdio", SERVE, "breaks-lines")
        self.assertEqual(done.returncode, 3)
        self.assertIn("the server sent lines that are no messages, such as '{'", done.stderr)

    def test_all_passed_exits_with_0_and_something_failed_with_1(self):
        good = self.run_suite("--only", "late-cancel", "--preset", "demo", "--stdio", SERVE)
        self.assertEqual((good.returncode, good.stdout.splitlines()[-1]), (0, "2 passed, 0 failed"), good.stderr)
        bad = self.run_suite("--only", "late-cancel", "--preset", "demo", "--stdio", SERVE, "answers-unknown")
        self.assertEqual(bad.returncode, 1, bad.stderr)
        self.assertNotIn("\033", bad.stdout)

    def test_expected_failures_may_fail_and_must(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "expected"
            path.write_text("late-cancel the server is like that\n")
            always = ("--only", "late-cancel", "--preset", "demo", "--expected-failures", str(path), "--stdio", SERVE)
            known = self.run_suite(*always, "answers-unknown")
            self.assertEqual((known.returncode, known.stdout.splitlines()[-1]),
                             (0, "0 passed, 0 failed, 2 failed as expected"))
            stale = self.run_suite(*always)
            self.assertEqual(stale.returncode, 1)
            self.assertIn("late-cancel is expected to fail (the server is like that), but it passes", stale.stdout)

    def test_the_json_report_is_all_that_is_printed(self):
        done = self.run_suite("--only", "unknown-cancel", "--era", "legacy", "--json", "--stdio", SERVE)
        document = json.loads(done.stdout)
        self.assertEqual(document["columns"], ["legacy-stdio"])
        self.assertEqual(document["checks"][0]["results"]["legacy-stdio"]["verdict"], "pass")
        self.assertEqual(document["server"]["name"], "fake")

    def test_help_and_list_say_what_there_is(self):
        self.assertIn("examples:", self.run_suite("--help").stdout)
        self.assertIn("race-id-reused", self.run_suite("--list").stdout)

    def test_presets_name_tools_and_the_side_file(self):
        with redirect_stderr(io.StringIO()):
            chosen = options.parse(["--preset", "demo", "--fast-tool", "quick", "--stdio", "server", "--json"])
        self.assertEqual((chosen.tools.fast.name, chosen.tools.slow.name, chosen.side_file_env),
                         ("quick", "coop", "SIDE_FILE"))
        self.assertEqual(chosen.stdio, ["server", "--json"])  # the rest of the line belongs to the server


if __name__ == "__main__":
    unittest.main()
