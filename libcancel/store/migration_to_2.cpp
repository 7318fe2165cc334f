#include "migration_to_2.hpp"

#include "cancel/domain/vocabulary.hpp"
#include "cancel/ports/event_log.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "event_checksum.hpp"
#include "schema.hpp"
#include "statement.hpp"

namespace cancel {
namespace {

// Version 1 had `time` as text, and a hash of 64 bits over that text.
std::int64_t checksum_of_version_1(const EventRow& row, std::string_view time, Position previous) {
  return StableHash()
      .add(row.position)
      .add(row.version)
      .add(time)
      .add(row.type)
      .add(row.space)
      .add(row.token)
      .add(std::uint64_t{row.of_operation})
      .add(row.data)
      .add(previous)
      .value();
}

enum Column { position, version, time, type, space, token, operation, data, previous, checksum };

EventRow row_of(const Statement& row) {
  const auto recorded = parse_rfc3339(row.text(time));
  if (!recorded) throw LogDamaged("event " + std::to_string(row.natural(position)) + ": its time is not RFC 3339");
  return {row.natural(position), row.natural(version),    *recorded,     row.text(type), row.text(space),
          row.text(token),       !row.is_null(operation), row.text(data)};
}

// Empty for a row that was put in by hand.
std::optional<std::int64_t> checksum_of(const Statement& row, const EventRow& event) {
  if (row.is_null(checksum)) return std::nullopt;
  const Position before = row.natural(previous);
  if (row.integer(checksum) != checksum_of_version_1(event, row.text(time), before)) {
    throw LogDamaged("event " + std::to_string(event.position) + ": its content does not fit its checksum");
  }
  return event_checksum(event, before);
}

void copy_events(Connection& connection) {
  Statement read(connection,
                 "SELECT position, version, time, type, namespace, token, operation, data, previous, checksum "
                 "FROM events_1 ORDER BY position");
  Statement insert(
      connection,
      "INSERT INTO events (position, version, time, type, namespace, token, operation, data, previous, checksum) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  const auto optional_text = [&](int column) {
    return read.is_null(column) ? std::nullopt : std::optional(read.text(column));
  };
  while (read.step()) {
    const EventRow row = row_of(read);
    insert.bind(1, row.position).bind(2, row.version).bind(3, to_nanoseconds(row.time)).bind(4, row.type);
    insert.bind(5, row.space).bind(6, optional_text(token)).bind(7, optional_text(operation)).bind(8, row.data);
    insert.bind(9, read.is_null(previous) ? std::nullopt : std::optional(read.natural(previous)));
    insert.bind(10, checksum_of(read, row)).run();
  }
}

// A text of version 1 as microseconds since 1970.
std::string microseconds(const std::string& column) {
  return "strftime('%s', substr(" + column + ", 1, 19)) * 1000000 + substr(" + column + ", 21, 6)";
}

// A word of version 1 as its number.
template <typename Word>
std::string code_of(const std::string& column) {
  std::string sql = "CASE " + column;
  int code = 0;
  for (const std::string_view word : words::of(Word{})) {
    sql.append(" WHEN '").append(word).append("' THEN ").append(std::to_string(code++));
  }
  return sql + " END";
}

void copy_tokens(Connection& connection) {
  connection.execute(
      "INSERT INTO tokens (key, namespace, token, reason, requested_by, requested_at, version, position, "
      "has_operation, tool, parents, labels, state, cause, mode, outcome, executed_at, escalated_at, completed_at, "
      "expired_at, created_at, expires_at) "
      "SELECT key, namespace, token, reason, requested_by, requested_at, version, position, has_operation, tool, "
      "nullif(parents, '[]'), nullif(labels, '{}'), " +
      code_of<TokenState>("state") + ", " + code_of<Cause>("cause") + ", " + code_of<Mode>("mode") + ", " +
      code_of<Outcome>("outcome") + ", " + microseconds("executed_at") + ", " + microseconds("escalated_at") + ", " +
      microseconds("completed_at") + ", " + microseconds("expired_at") + ", " + microseconds("created_at") + ", " +
      microseconds("expires_at") + " FROM tokens_1 ORDER BY key");
}

constexpr const char* step_aside = R"sql(
DROP VIEW cancellation_history;
DROP VIEW token_status;
DROP INDEX cancelled_tokens;
DROP TABLE names;
ALTER TABLE events RENAME TO events_1;
ALTER TABLE tokens RENAME TO tokens_1;
)sql";

}  // namespace

void migrate_to_2(Connection& connection) {
  connection.execute(step_aside);
  create_tables(connection);
  copy_events(connection);
  copy_tokens(connection);
  create_indexes_and_views(connection);
  connection.execute("DROP TABLE events_1; DROP TABLE tokens_1");
}

}  // namespace cancel
