"""The commands that read the log: they need no daemon."""

import json
import sqlite3
import unittest

from tools_case import ToolsCase, program


class LogFile(ToolsCase):
    """history, verify and backup need no daemon."""

    def setUp(self):
        super().setUp()
        self.start()
        self.ctl("create", "a")
        self.call("operation/start", id="o", token="a", tool="search")
        self.ctl("cancel", "a", "--reason", "why", "--requested-by", "ann")
        self.ctl("cancel", "x", "-n", "n", "--if-absent", "remember", "--cause", "timeout")

    def test_history_with_and_without_a_daemon(self):
        before = self.ctl_lines("history")
        self.stop()
        rows = self.ctl_lines("history")
        self.assertEqual(rows, before)
        columns = ("namespace", "token", "operation", "cause", "state")
        self.assertEqual([tuple(row[column] for column in columns) for row in rows],
                         [("default", "a", None, "user_requested", "requested"),
                          ("default", "o", "o", "parent_cancelled", "requested"),
                          ("n", "x", None, "timeout", "completed")])
        self.assertIn("why", self.ctl("history"))

    def test_history_is_the_view_of_the_log(self):
        with sqlite3.connect(f"file:{self.log}?mode=ro", uri=True) as log:
            log.row_factory = sqlite3.Row
            view = [dict(row) for row in log.execute("SELECT * FROM cancellation_history ORDER BY requested_at, token")]
        log.close()
        self.assertEqual(sorted(self.ctl_lines("history"), key=lambda row: (row["requested_at"], row["token"])), view)

    def test_history_filters(self):
        for arguments, tokens in ((["-n", "n"], ["x"]), (["--token", "o"], ["o"]), (["--tool", "search"], ["o"]),
                                  (["--cause", "timeout"], ["x"]), (["--requester", "ann"], ["a", "o"]),
                                  (["--since", "1h"], ["a", "o", "x"]), (["--until", "1h"], []),
                                  (["--since", "2100-01-01T00:00:00Z"], []), (["--limit", "1"], ["x"])):
            self.assertEqual([row["token"] for row in self.ctl_lines("history", *arguments)], tokens, arguments)
        self.assertIn("--since", self.complaint(2, "history", "--since", "yesterday"))

    def test_verify_finds_no_fault_in_a_good_log(self):
        self.assertIn("no fault", self.ctl("verify", self.log))
        self.stop()
        result = self.ctl_json("verify", self.log)
        self.assertIsNone(result["fault"])
        self.assertEqual(result["tokens"], 3)

    def spoil(self, statement):
        self.stop()
        with sqlite3.connect(self.log) as log:
            log.execute(statement)
        log.close()

    def check_fault(self, *expected):
        done = self.run_program(program("CANCELCTL"), ["verify", self.log, "--json"])
        self.assertEqual(done.returncode, 1, done.stdout)
        for text in expected:
            self.assertIn(text, json.loads(done.stdout)["fault"])
            self.assertIn(text, done.stderr)

    def test_verify_finds_an_event_that_was_changed(self):
        self.spoil("UPDATE events SET data = replace(data, 'why', 'not') WHERE position = 4")
        self.check_fault("4")

    def test_verify_finds_an_event_that_was_taken_out(self):
        self.spoil("DELETE FROM events WHERE position = 2")
        self.check_fault()

    def test_verify_finds_a_row_that_its_events_do_not_give(self):
        # 5: released
        self.spoil("UPDATE tokens SET state = 5 WHERE token = 'a'")
        self.check_fault("default/a", "released", "requested")

    def test_verify_finds_another_reason_in_a_row(self):
        self.spoil("UPDATE tokens SET reason = 'forged' WHERE token = 'a'")
        self.check_fault("default/a", "reason")

    def test_verify_of_what_is_no_log(self):
        self.assertIn("missing.db", self.complaint(1, "verify", self.folder / "missing.db"))
        notes = self.folder / "notes.db"
        notes.write_text("not a database\n" * 100)
        self.assertIn("notes.db", self.complaint(1, "verify", notes))

    def test_backup_while_the_daemon_runs(self):
        copy = self.folder / "copy.db"
        self.ctl("backup", copy)
        self.ctl("verify", copy)
        self.assertEqual(self.ctl_lines("history", "--db", copy), self.ctl_lines("history"))
        self.assertIn("copy.db", self.complaint(1, "backup", copy))
        self.assertEqual(self.ctl_json("backup", self.folder / "b", "--db", copy)["source"], str(copy))

    def test_without_a_log(self):
        self.assertIn("nothing.db", self.complaint(1, "history", "--db", self.folder / "nothing.db"))
        self.assertIn("nothing.db", self.complaint(1, "backup", self.folder / "b", "--db", self.folder / "nothing.db"))


class WhichLog(ToolsCase):
    """Without --db the log is that of the daemon at the endpoints."""

    def test_the_log_of_the_daemon_that_answers(self):
        self.start()
        self.ctl("cancel", "ordinary", "--if-absent", "remember")
        self.stop()
        elsewhere = self.folder / "elsewhere.db"
        self.start("--db", str(elsewhere))
        self.ctl("cancel", "special", "--if-absent", "remember")
        self.assertEqual([row["token"] for row in self.ctl_lines("history")], ["special"])
        self.assertEqual(self.ctl_json("backup", self.folder / "copy.db")["source"], str(elsewhere))
        self.stop()
        self.assertEqual([row["token"] for row in self.ctl_lines("history", "--timeout", "100ms")], ["ordinary"])

    def test_no_daemon_and_no_log_exits_3(self):
        for arguments in (["history"], ["backup", self.folder / "copy.db"]):
            complaint = self.complaint(3, *arguments, "--timeout", "100ms")
            self.assertRegex(complaint, r"^no daemon at ipc://.* within 100 ms, and no log at .*/cancel\.db; name one")
            self.assertIn("--db", complaint)


if __name__ == "__main__":
    unittest.main()
