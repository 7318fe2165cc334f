#include "token_writer.hpp"

#include <string>

#include "cancel/wire/json_text.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "connection.hpp"
#include "stored_time.hpp"

namespace cancel {
namespace {

// A word of a fixed list stands as its number in it.
template <typename Word>
std::int64_t code_of(Word word) {
  return static_cast<std::int64_t>(word);
}

template <typename Word>
std::optional<std::int64_t> code_of(const std::optional<Word>& word) {
  return word ? std::optional(static_cast<std::int64_t>(*word)) : std::nullopt;
}

std::optional<std::int64_t> microseconds(const std::optional<Timestamp>& time) {
  return time ? std::optional(to_microseconds(*time)) : std::nullopt;
}

std::optional<std::string> text_of(const std::optional<Timestamp>& time) {
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

// Parameters 1 to 15 of all statements that write.
void bind_moving(Statement& statement, const TokenView& token, const std::optional<std::string>& requested_at) {
  statement.bind(1, token.key).bind(2, code_of(token.state)).bind(3, code_of(token.cause)).bind(4, token.reason);
  statement.bind(5, code_of(token.mode)).bind(6, token.requested_by).bind(7, requested_at);
  statement.bind(8, microseconds(token.executed_at)).bind(9, microseconds(token.escalated_at));
  statement.bind(10, microseconds(token.completed_at)).bind(11, microseconds(token.expired_at));
  statement.bind(12, code_of(token.outcome)).bind(13, microseconds(token.expires_at));
  statement.bind(14, token.version).bind(15, token.position);
}

#define WHOLE_ROW                                                                                  \
  "INTO tokens (key, state, cause, reason, mode, requested_by, requested_at, executed_at, "        \
  "escalated_at, completed_at, expired_at, outcome, expires_at, version, position, "               \
  "namespace, token, created_at, has_operation, tool, parents, labels) "                           \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, " \
  "?20, ?21, ?22)"

constexpr const char* update_sql =
    "UPDATE tokens SET state = ?2, cause = ?3, reason = ?4, mode = ?5, requested_by = ?6, requested_at = ?7, "
    "executed_at = ?8, escalated_at = ?9, completed_at = ?10, expired_at = ?11, outcome = ?12, expires_at = ?13, "
    "version = ?14, position = ?15 WHERE key = ?1";

}  // namespace

TokenWriter::TokenWriter(Connection& connection)
    : database_(connection.handle()),
      insert_(connection, "INSERT " WHOLE_ROW),
      replace_(connection, "INSERT OR REPLACE " WHOLE_ROW),
      update_(connection, update_sql),
      erase_(connection, "DELETE FROM tokens WHERE key = ?1") {}

void TokenWriter::insert(const TokenView& token) {
  write_whole(insert_, token);
}

void TokenWriter::write(const TokenView& token) {
  write_whole(replace_, token);
}

void TokenWriter::write_whole(Statement& statement, const TokenView& token) {
  const auto requested_at = text_of(token.requested_at);
  const auto parents = token.parents.empty() ? std::nullopt : std::optional(encode_parents(token.parents));
  const auto labels = token.labels.empty() ? std::nullopt : std::optional(encode_labels(token.labels));
  bind_moving(statement, token, requested_at);
  statement.bind(16, token.name.space).bind(17, token.name.id).bind(18, microseconds(token.created_at));
  statement.bind(19, token.has_operation).bind(20, token.tool).bind(21, parents).bind(22, labels).run();
}

void TokenWriter::update(const TokenView& token) {
  const auto requested_at = text_of(token.requested_at);
  bind_moving(update_, token, requested_at);
  update_.run();
  if (sqlite3_changes(database_) == 0) write(token);
}

void TokenWriter::erase(TokenKey key) {
  erase_.bind(1, key).run();
}

}  // namespace cancel
