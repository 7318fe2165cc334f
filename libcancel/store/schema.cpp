#include "schema.hpp"

#include "statement.hpp"
#include "transaction.hpp"

namespace cancel {
namespace {

// No index on anything that does not grow with time: it would make appends many times slower. latency_ms takes the
// seconds without their fraction, since SQLite's time functions would round that to milliseconds.
constexpr const char* tables = R"sql(
CREATE TABLE events (
  position  INTEGER PRIMARY KEY,  -- 1, 2, 3 ... without holes, from meta's 'first' on
  version   INTEGER NOT NULL,     -- numbers one token's events; 0 for the events of sessions
  time      TEXT NOT NULL,        -- when it was recorded: RFC 3339, UTC, microseconds
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
  state         TEXT NOT NULL,
  cancelled     INTEGER AS (requested_at IS NOT NULL) VIRTUAL,
  cause         TEXT,
  reason        TEXT,
  mode          TEXT,
  requested_by  TEXT,
  requested_at  TEXT,
  executed_at   TEXT,
  escalated_at  TEXT,
  completed_at  TEXT,
  expired_at    TEXT,
  outcome       TEXT,
  created_at    TEXT,
  expires_at    TEXT,
  version       INTEGER NOT NULL,     -- of its last event
  position      INTEGER NOT NULL,     -- of its last event
  has_operation INTEGER NOT NULL,
  tool          TEXT,
  parents       TEXT NOT NULL,        -- JSON
  labels        TEXT NOT NULL,        -- JSON
  latency_ms    REAL AS (
    ((strftime('%s', substr(completed_at, 1, 19)) - strftime('%s', substr(requested_at, 1, 19))) * 1000000
      + substr(completed_at, 21, 6) - substr(requested_at, 21, 6)) / 1000.0) VIRTUAL
);

CREATE INDEX cancelled_tokens ON tokens (requested_at) WHERE requested_at IS NOT NULL;

CREATE TABLE names (
  hash INTEGER NOT NULL,
  key  INTEGER NOT NULL,
  PRIMARY KEY (hash, key)
) WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
)sql";

constexpr const char* views = R"sql(
CREATE VIEW cancellation_history AS
SELECT namespace, token, CASE WHEN has_operation THEN token END AS operation, tool, state, cause, reason, mode,
       requested_by, requested_at, executed_at, escalated_at, completed_at, expired_at, outcome, latency_ms
FROM tokens
WHERE requested_at IS NOT NULL;

CREATE VIEW token_status AS
SELECT namespace, token, state, cancelled, cause, reason, mode, created_at, version, position
FROM tokens;
)sql";

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

}  // namespace

// Version 1 is the oldest: the list is empty until there is a version 2.
std::span<const Migration> schema_migrations() {
  return {};
}

void create_schema(Connection& connection, const std::string& log_id, const std::string& program_version) {
  TransactionStatements statements(connection);
  WriteTransaction transaction(statements);
  connection.execute(tables);
  connection.execute(views);
  fill_meta(connection, log_id, program_version);
  connection.execute("PRAGMA application_id = " + std::to_string(log_application_id));
  connection.execute("PRAGMA user_version = " + std::to_string(log_schema_version));
  transaction.commit();
}

}  // namespace cancel
