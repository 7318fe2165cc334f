#include "schema.hpp"

#include <array>
#include <string_view>

#include "cancel/domain/vocabulary.hpp"
#include "migration_to_2.hpp"
#include "statement.hpp"

namespace cancel {
namespace {

constexpr const char* meta_table = "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID";

// Words that come from a fixed list stand as their number in it, which costs a tenth of the bytes; the views show them.
constexpr const char* tables = R"sql(
CREATE TABLE events (
  position  INTEGER PRIMARY KEY,  -- 1, 2, 3 ... without holes, from meta's 'first' on
  version   INTEGER NOT NULL,     -- numbers one token's events; 0 for the events of sessions
  time      INTEGER NOT NULL,     -- when it was recorded: nanoseconds since 1970, UTC
  type      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  token     TEXT,                 -- NULL for the events of sessions
  operation TEXT,                 -- the token again, from its OperationStarted on
  data      TEXT NOT NULL,        -- JSON
  previous  INTEGER,              -- position of the same token's previous event
  checksum  INTEGER               -- of all other columns
);

CREATE TABLE tokens (
  key           INTEGER PRIMARY KEY,  -- position of the token's first event
  namespace     TEXT NOT NULL,
  token         TEXT NOT NULL,
  state         INTEGER NOT NULL,     -- 0 active, 1 requested, 2 executed, 3 completed, 4 expired, 5 released
  cause         INTEGER,              -- causes.code
  reason        TEXT,
  mode          INTEGER,              -- 0 graceful, 1 force
  requested_by  TEXT,
  requested_at  TEXT,                 -- RFC 3339; all other times are microseconds since 1970, UTC
  executed_at   INTEGER,
  escalated_at  INTEGER,
  completed_at  INTEGER,
  expired_at    INTEGER,
  outcome       INTEGER,              -- 0 stopped, 1 succeeded, 2 failed, 3 lost, 4 nothing_running
  created_at    INTEGER,
  expires_at    INTEGER,
  version       INTEGER NOT NULL,     -- of its last event
  position      INTEGER NOT NULL,     -- of its last event
  has_operation INTEGER NOT NULL,
  tool          TEXT,
  parents       TEXT,                 -- JSON; NULL for none
  labels        TEXT                  -- JSON; NULL for none
);

CREATE TABLE causes (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE name_groups (
  last_key INTEGER PRIMARY KEY,  -- of the group's last token
  content  BLOB NOT NULL         -- where in the group each name is: of use to the daemon only
);
)sql";

// Each grows at its end, or at one end for each namespace and cause: random keys would make appending many times
// slower. That is why names are sorted only among the tokens of a few thousand positions. A look-up skips from one such
// range to the next; the figures for SQLite's planner, which are about those of a large log, tell it that this is worth
// while. The table looks larger in them than its indexes, so that no part of a day is looked for by reading all of it.
constexpr const char* indexes = R"sql(
CREATE INDEX cancelled_by_time ON tokens (requested_at) WHERE requested_at IS NOT NULL;
CREATE INDEX cancelled_by_namespace ON tokens (namespace, requested_at) WHERE requested_at IS NOT NULL;
CREATE INDEX cancelled_by_cause ON tokens (cause, requested_at) WHERE requested_at IS NOT NULL;
CREATE INDEX cancelled_by_name ON tokens (key >> 11, token) WHERE requested_at IS NOT NULL;

ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('tokens', NULL, '16000000'),
  ('tokens', 'cancelled_by_time', '4000000 10'),
  ('tokens', 'cancelled_by_namespace', '4000000 400000 10'),
  ('tokens', 'cancelled_by_cause', '4000000 400000 10'),
  ('tokens', 'cancelled_by_name', '4000000 1000 1'),
  ('causes', 'sqlite_autoindex_causes_1', '9 1');
)sql";

// "CASE column WHEN 0 THEN 'active' …": the word for each number of a fixed list.
template <typename Word>
std::string word_of(const std::string& column) {
  std::string sql = "CASE " + column;
  int code = 0;
  for (const std::string_view word : words::of(Word{})) {
    sql.append(" WHEN ").append(std::to_string(code++)).append(" THEN '").append(word).append("'");
  }
  return sql + " END";
}

// Microseconds since 1970 as RFC 3339; `column` may be an expression in parentheses.
std::string time_text(const std::string& column) {
  return "strftime('%Y-%m-%dT%H:%M:%S', " + column + " / 1000000, 'unixepoch') || printf('.%06dZ', " + column +
         " % 1000000)";
}

std::string time_column(const std::string& name) {
  return time_text(name) + " AS " + name;
}

// SQLite's time functions would round the fraction of requested_at to milliseconds.
constexpr const char* latency =
    "(completed_at - strftime('%s', substr(requested_at, 1, 19)) * 1000000 - substr(requested_at, 21, 6)) / 1000.0 "
    "AS latency_ms";

std::string history_view() {
  return "CREATE VIEW cancellation_history AS\nSELECT namespace, token, CASE WHEN has_operation THEN token END AS "
         "operation, tool,\n  " +
         word_of<TokenState>("state") + " AS state,\n  causes.name AS cause, reason, " + word_of<Mode>("mode") +
         " AS mode,\n  requested_by, requested_at,\n  " + time_column("executed_at") + ",\n  " +
         time_column("escalated_at") + ",\n  " + time_column("completed_at") + ",\n  " + time_column("expired_at") +
         ",\n  " + word_of<Outcome>("outcome") + " AS outcome,\n  " + latency +
         "\nFROM tokens LEFT JOIN causes ON causes.code = tokens.cause\nWHERE requested_at IS NOT NULL";
}

std::string status_view() {
  return "CREATE VIEW token_status AS\nSELECT namespace, token, " + word_of<TokenState>("state") +
         " AS state,\n  requested_at IS NOT NULL AS cancelled, causes.name AS cause, reason, " + word_of<Mode>("mode") +
         " AS mode,\n  " + time_column("created_at") +
         ", version, position\nFROM tokens LEFT JOIN causes ON causes.code = tokens.cause";
}

std::string events_text_view() {
  return "CREATE VIEW events_text AS\nSELECT position, version, " + time_text("(time / 1000)") +
         " AS time,\n  type, namespace, token, operation, data\nFROM events";
}

void set_meta(Connection& connection, std::string_view key, std::string_view value) {
  Statement statement(connection, "INSERT INTO meta (key, value) VALUES (?1, ?2)");
  statement.bind(1, key).bind(2, value).run();
}

void fill_meta(Connection& connection, const std::string& log_id, const std::string& program_version) {
  set_meta(connection, "log_id", log_id);
  set_meta(connection, "program_version", program_version);
  connection.execute(
      "INSERT INTO meta (key, value) VALUES ('first', 1), ('created_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))");
}

void fill_causes(Connection& connection) {
  Statement insert(connection, "INSERT INTO causes (code, name) VALUES (?1, ?2)");
  std::int64_t code = 0;
  for (const std::string_view name : words::of(Cause{})) insert.bind(1, code++).bind(2, name).run();
}

}  // namespace

std::span<const Migration> schema_migrations() {
  static const std::array steps{Migration{1, migrate_to_2}};
  return steps;
}

void create_tables(Connection& connection) {
  connection.execute(tables);
  fill_causes(connection);
}

void create_indexes_and_views(Connection& connection) {
  connection.execute(indexes);
  for (const auto& view : {history_view(), status_view(), events_text_view()}) connection.execute(view);
}

void create_schema(Connection& connection, const std::string& log_id, const std::string& program_version) {
  // A transaction that took the write lock at once would have made the first page, which decides on auto_vacuum.
  connection.execute("BEGIN");
  connection.execute("PRAGMA auto_vacuum = INCREMENTAL");
  connection.execute(meta_table);
  create_tables(connection);
  create_indexes_and_views(connection);
  fill_meta(connection, log_id, program_version);
  connection.execute("PRAGMA application_id = " + std::to_string(log_application_id));
  connection.execute("PRAGMA user_version = " + std::to_string(log_schema_version));
  connection.execute("COMMIT");
}

}  // namespace cancel
