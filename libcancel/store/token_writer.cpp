#include "token_writer.hpp"

#include <string>

#include "cancel/wire/json_text.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "connection.hpp"

namespace cancel {
namespace {

template <typename Word>
std::optional<std::string_view> word_of(const std::optional<Word>& word) {
  return word ? std::optional(to_string(*word)) : std::nullopt;
}

std::optional<std::string> text_of(const std::optional<Timestamp>& time) {
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

// A token's times as text, for as long as they are bound.
struct Times {
  explicit Times(const TokenView& token)
      : requested(text_of(token.requested_at)),
        executed(text_of(token.executed_at)),
        escalated(text_of(token.escalated_at)),
        completed(text_of(token.completed_at)),
        expired(text_of(token.expired_at)),
        expires(text_of(token.expires_at)) {}

  std::optional<std::string> requested, executed, escalated, completed, expired, expires;
};

// Parameters 1 to 15 of both statements.
void bind_moving(Statement& statement, const TokenView& token, const Times& times) {
  statement.bind(1, token.key).bind(2, to_string(token.state)).bind(3, word_of(token.cause)).bind(4, token.reason);
  statement.bind(5, word_of(token.mode)).bind(6, token.requested_by).bind(7, times.requested);
  statement.bind(8, times.executed).bind(9, times.escalated).bind(10, times.completed).bind(11, times.expired);
  statement.bind(12, word_of(token.outcome)).bind(13, times.expires).bind(14, token.version).bind(15, token.position);
}

constexpr const char* write_sql =
    "INSERT OR REPLACE INTO tokens (key, state, cause, reason, mode, requested_by, requested_at, executed_at, "
    "escalated_at, completed_at, expired_at, outcome, expires_at, version, position, "
    "namespace, token, created_at, has_operation, tool, parents, labels) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";

constexpr const char* update_sql =
    "UPDATE tokens SET state = ?2, cause = ?3, reason = ?4, mode = ?5, requested_by = ?6, requested_at = ?7, "
    "executed_at = ?8, escalated_at = ?9, completed_at = ?10, expired_at = ?11, outcome = ?12, expires_at = ?13, "
    "version = ?14, position = ?15 WHERE key = ?1";

}  // namespace

TokenWriter::TokenWriter(Connection& connection)
    : database_(connection.handle()),
      write_(connection, write_sql),
      update_(connection, update_sql),
      erase_(connection, "DELETE FROM tokens WHERE key = ?1") {}

void TokenWriter::write(const TokenView& token) {
  const Times times(token);
  const auto created = text_of(token.created_at);
  const std::string parents = encode_parents(token.parents);
  const std::string labels = encode_labels(token.labels);
  bind_moving(write_, token, times);
  write_.bind(16, token.name.space).bind(17, token.name.id).bind(18, created).bind(19, token.has_operation);
  write_.bind(20, token.tool).bind(21, parents).bind(22, labels).run();
}

void TokenWriter::update(const TokenView& token) {
  const Times times(token);
  bind_moving(update_, token, times);
  update_.run();
  if (sqlite3_changes(database_) == 0) write(token);
}

void TokenWriter::erase(TokenKey key) {
  erase_.bind(1, key).run();
}

}  // namespace cancel
