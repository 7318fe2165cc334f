"""The log: one SQLite file that anyone reads with plain SQL while the daemon runs."""

import json
import sqlite3
import unittest

from contract_case import ContractCase
from support import columns_of, parse_time, read_log

HISTORY = ["namespace", "token", "operation", "tool", "state", "cause", "reason", "mode", "requested_by",
           "requested_at", "executed_at", "escalated_at", "completed_at", "expired_at", "outcome", "latency_ms"]
STATUS = ["namespace", "token", "state", "cancelled", "cause", "reason", "mode", "created_at", "version", "position"]
EVENTS = ["position", "version", "time", "type", "namespace", "token", "operation", "data"]


class LogCase(ContractCase):
    def read(self, query, *parameters):
        return read_log(self.daemon.log_path, query, *parameters)

    def rows(self, view, columns):
        """The view's rows of this namespace by token, each a dict of the columns that the contract names."""
        found = self.read(f"SELECT {', '.join(columns)} FROM {view} WHERE namespace = ?", self.namespace)
        return {row[columns.index("token")]: dict(zip(columns, row)) for row in found}


class Schema(LogCase):
    def test_it_says_whose_file_it_is_and_which_schema(self):
        self.assertNotEqual(self.read("PRAGMA application_id"), [(0,)])
        self.assertGreaterEqual(self.read("PRAGMA user_version")[0][0], 1)

    def test_it_is_in_wal_mode(self):
        self.assertEqual(self.read("PRAGMA journal_mode"), [("wal",)])

    def test_the_tables_and_views_have_the_columns_of_the_contract_in_their_order(self):
        for table, columns in (("events", EVENTS), ("cancellation_history", HISTORY), ("token_status", STATUS)):
            with self.subTest(table=table):
                self.assertEqual(columns_of(self.daemon.log_path, table)[:len(columns)], columns)

    def test_position_is_the_primary_key(self):
        keys = [row[1] for row in self.read("PRAGMA table_info(events)") if row[5]]
        self.assertEqual(keys, ["position"])


class Events(LogCase):
    def test_its_rows_are_the_events_that_the_daemon_tells(self):
        session = self.open_session()
        self.create("p", labels={"ü": "🎈"})
        self.begin("o", token="p", session=session, requestId=2**53 + 1)
        self.cancel("p", reason='quo"te\n')
        self.finish("o")
        rows = self.read(f"SELECT {', '.join(EVENTS)} FROM {self.text_table()} WHERE namespace = ? ORDER BY position",
                         self.namespace)
        events = self.events()
        self.assertEqual(len(rows), len(events))
        for row, event in zip((dict(zip(EVENTS, row)) for row in rows), events):
            for key in ("position", "version", "type", "namespace", "operation"):
                self.assertEqual(row[key], event.get(key), key)
            self.assertIn(row["token"], (event.get("token"), "$session" if "token" not in event else None))
            self.assertEqual(json.loads(row["data"]), event["data"])
            self.assert_same_time(row["time"], event["time"])

    def text_table(self):
        """`time` is RFC 3339 text, or integer nanoseconds with a view `events_text` that shows text."""
        self.create("sample")
        times = {type(time) for time, in self.read("SELECT time FROM events")}
        if times == {str}:
            return "events"
        self.assertEqual(times, {int})
        return "events_text"

    def test_positions_have_no_holes(self):
        for number in range(50):
            self.create(f"t{number}")
        count, first, last = self.read("SELECT count(*), min(position), max(position) FROM events")[0]
        self.assertEqual((first, last), (1, count))

    def test_it_is_readable_while_the_daemon_writes(self):
        """A reader keeps its view of the log, and the daemon goes on."""
        self.create("before")
        reader = sqlite3.connect(f"file:{self.daemon.log_path}?mode=ro", uri=True, isolation_level=None)
        self.addCleanup(reader.close)
        reader.execute("BEGIN")
        count = "SELECT count(*) FROM events"
        seen = reader.execute(count).fetchone()
        for number in range(20):
            self.create(f"t{number}")
        self.assertEqual(reader.execute(count).fetchone(), seen)
        reader.execute("COMMIT")
        self.assertEqual(reader.execute(count).fetchone(), (seen[0] + 20,))

    def test_it_is_readable_when_the_daemon_has_stopped(self):
        self.create("a")
        self.daemon.stop()
        self.addCleanup(self.daemon.start)
        self.assertEqual(self.rows("token_status", STATUS)["a"]["state"], "active")


class History(LogCase):
    def history(self):
        return self.rows("cancellation_history", HISTORY)

    def assert_time(self, shown, event_type, token):
        if isinstance(shown, str):
            self.assert_same_time(shown, self.event(event_type, token)["time"])
        else:
            self.assertIsInstance(shown, int)

    def test_it_has_one_row_for_each_cancelled_token_and_no_other(self):
        for token in ("p", "active", "released"):
            self.create(token)
        self.create("c", parents=["p"])
        self.begin("o", token="p")
        self.begin("finished")
        self.finish("finished", "succeeded")
        self.release("released")
        self.cancel("p")
        self.cancel("remembered", ifAbsent="remember")
        found = self.read("SELECT token FROM cancellation_history WHERE namespace = ?", self.namespace)
        self.assertEqual(sorted(token for token, in found), ["c", "o", "p", "remembered"])

    def test_a_row_tells_the_whole_story(self):
        self.begin("o", tool="git")
        self.cancel("o", reason="why", requestedBy="who", cause="timeout")
        self.executed("o")
        self.cancel("o", mode="force")
        self.finish("o", "failed")
        row = self.history()["o"]
        self.assert_includes(row, operation="o", tool="git", state="completed", cause="timeout", reason="why",
                             mode="force", requested_by="who", outcome="failed", expired_at=None)
        for column, event_type in (("requested_at", "CancellationRequested"), ("executed_at", "CancellationExecuted"),
                                   ("escalated_at", "CancellationEscalated"),
                                   ("completed_at", "CancellationCompleted")):
            self.assert_time(row[column], event_type, "o")

    def test_the_latency_is_from_requested_to_completed(self):
        self.begin("o")
        self.cancel("o")
        self.create("control", ttlMs=100)
        self.await_state("control", "expired")
        self.assert_includes(self.history()["o"], latency_ms=None, completed_at=None, outcome=None, state="requested")
        self.finish("o")
        took = (parse_time(self.event("CancellationCompleted", "o")["time"])
                - parse_time(self.event("CancellationRequested", "o")["time"]))
        self.assertAlmostEqual(self.history()["o"]["latency_ms"], took.total_seconds() * 1000, delta=1.5)

    def test_a_token_that_is_no_operations_has_no_operation_in_its_row(self):
        self.create("a")
        self.cancel("a")
        self.assert_includes(self.history()["a"], operation=None, tool=None, outcome="nothing_running",
                             state="completed", reason=None, requested_by=None, executed_at=None, escalated_at=None)

    def test_an_unconfirmed_stop_shows_when_it_expired_and_then_when_it_completed(self):
        self.begin("o")
        self.cancel("o", mode="force", forceMs=20)
        self.await_story("o CancellationExpired unconfirmed")
        row = self.history()["o"]
        self.assert_includes(row, state="expired", completed_at=None, outcome=None)
        self.assert_time(row["expired_at"], "CancellationExpired", "o")
        self.finish("o")
        self.assert_includes(self.history()["o"], state="completed", outcome="stopped")


class Status(LogCase):
    def test_it_has_one_row_a_token_that_agrees_with_the_daemon(self):
        self.create("active")
        self.create("p")
        self.begin("requested", token="p")
        self.begin("executed", token="p")
        self.cancel("p", reason="why")
        self.executed("executed")
        self.create("completed")
        self.cancel("completed", cause="other", mode="force")
        self.create("released")
        self.release("released")
        self.create("expired", ttlMs=1)
        self.await_state("expired", "expired")
        self.begin("unconfirmed")
        self.cancel("unconfirmed", mode="force", forceMs=20)
        self.await_story("unconfirmed CancellationExpired unconfirmed")
        self.cancel("remembered", ifAbsent="remember")
        self.begin("finished")
        self.finish("finished", "succeeded")
        rows = self.rows("token_status", STATUS)
        tokens = self.call("cancellation/list")["tokens"]
        self.assertEqual(set(rows), {token["id"] for token in tokens})
        for token in tokens:
            row = rows[token["id"]]
            with self.subTest(token=token["id"]):
                for key in ("state", "cause", "reason", "mode", "version", "position"):
                    self.assertEqual(row[key], token.get(key), key)
                self.assertEqual(bool(row["cancelled"]), token["cancelled"])
                self.assertEqual(row["created_at"] is None, token["createdAt"] is None)

    def test_the_views_follow_a_late_operation(self):
        self.create("p")
        self.cancel("p")
        self.begin("o", token="p", alreadyRunning=True)
        self.assertEqual(self.rows("token_status", STATUS)["p"]["state"], self.state("p"))
        self.finish("o")
        self.assertEqual(self.rows("token_status", STATUS)["p"]["state"], "completed")


if __name__ == "__main__":
    unittest.main()
