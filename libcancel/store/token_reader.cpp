#include "token_reader.hpp"

#include <string>

#include "cancel/domain/queries.hpp"
#include "cancel/wire/json_text.hpp"
#include "row_values.hpp"

#define TOKEN_COLUMNS                                                                                            \
  "key, namespace, token, state, cause, reason, mode, requested_by, requested_at, executed_at, escalated_at, "   \
  "completed_at, expired_at, outcome, created_at, expires_at, version, position, has_operation, tool, parents, " \
  "labels "

namespace cancel {
namespace {

enum Column {
  key,
  space,
  id,
  state,
  cause,
  reason,
  mode,
  requested_by,
  requested_at,
  executed_at,
  escalated_at,
  completed_at,
  expired_at,
  outcome,
  created_at,
  expires_at,
  version,
  position,
  has_operation,
  tool,
  parents,
  labels
};

void decode_cancellation(const Statement& row, TokenView& token) {
  token.requested_at = optional_text_time_in(row, requested_at);
  token.reason = optional_text_in(row, reason);
  token.cause = optional_word_in<Cause>(row, cause);
  token.mode = optional_word_in<Mode>(row, mode);
  token.requested_by = optional_text_in(row, requested_by);
  token.executed_at = optional_time_in(row, executed_at);
  token.escalated_at = optional_time_in(row, escalated_at);
  token.completed_at = optional_time_in(row, completed_at);
  token.expired_at = optional_time_in(row, expired_at);
  token.outcome = optional_word_in<Outcome>(row, outcome);
}

TokenView decode(const Statement& row) {
  TokenView token;
  token.key = row.natural(key);
  token.name = {std::string(row.text(space)), std::string(row.text(id))};
  token.state = word_in<TokenState>(row, state);
  token.created_at = optional_time_in(row, created_at);
  token.expires_at = optional_time_in(row, expires_at);
  if (!row.is_null(parents)) token.parents = readable(decode_parents(row.text(parents)), row, parents);
  if (!row.is_null(labels)) token.labels = readable(decode_labels(row.text(labels)), row, labels);
  token.version = row.natural(version);
  token.position = row.natural(position);
  token.has_operation = row.integer(has_operation) != 0;
  token.tool = optional_text_in(row, tool);
  decode_cancellation(row, token);
  return token;
}

}  // namespace

TokenReader::TokenReader(Connection& connection)
    : list_(connection, "SELECT " TOKEN_COLUMNS
                        "FROM tokens WHERE key > ?1 AND (?2 IS NULL OR namespace = ?2) AND (?3 IS NULL OR state = ?3) "
                        "AND (?4 IS NULL OR (requested_at IS NOT NULL) = ?4) ORDER BY key"),
      read_(connection, "SELECT " TOKEN_COLUMNS "FROM tokens WHERE key = ?1"),
      position_(connection, "SELECT position FROM tokens WHERE key = ?1"),
      find_(connection,
            "SELECT key FROM tokens NOT INDEXED WHERE key BETWEEN ?1 AND ?2 AND token = ?4 AND namespace = ?3 "
            "ORDER BY key DESC LIMIT 1"),
      find_cancelled_(connection,
                      "SELECT key FROM tokens WHERE token = ?2 AND namespace = ?1 AND requested_at IS NOT NULL "
                      "ORDER BY key DESC LIMIT 1"),
      names_(connection, "SELECT key, namespace, token FROM tokens WHERE key BETWEEN ?1 AND ?2 ORDER BY key"),
      first_(connection, "SELECT min(key) FROM tokens") {}

void TokenReader::list(TokenKey after, const TokenFilter& filter, const std::function<bool(TokenView)>& take) {
  const Reset reset(list_);
  const auto wanted_state = filter.state ? std::optional(static_cast<std::int64_t>(*filter.state)) : std::nullopt;
  list_.bind(1, after).bind(2, filter.space).bind(3, wanted_state).bind(4, filter.cancelled);
  while (list_.step()) {
    TokenView token = decode(list_);
    if (fits(token, filter) && !take(std::move(token))) return;
  }
}

std::optional<TokenView> TokenReader::read(TokenKey wanted) {
  const Reset reset(read_);
  read_.bind(1, wanted);
  if (!read_.step()) return std::nullopt;
  return decode(read_);
}

std::optional<Position> TokenReader::position_of(TokenKey wanted) {
  const Reset reset(position_);
  position_.bind(1, wanted);
  if (!position_.step()) return std::nullopt;
  return position_.natural(0);
}

std::optional<TokenKey> TokenReader::find(const TokenName& name, KeyRange range) {
  const Reset reset(find_);
  find_.bind(1, range.first).bind(2, range.last).bind(3, name.space).bind(4, name.id);
  if (!find_.step()) return std::nullopt;
  return find_.natural(0);
}

std::optional<TokenKey> TokenReader::find_cancelled(const TokenName& name) {
  const Reset reset(find_cancelled_);
  find_cancelled_.bind(1, name.space).bind(2, name.id);
  if (!find_cancelled_.step()) return std::nullopt;
  return find_cancelled_.natural(0);
}

void TokenReader::names(KeyRange range, const std::function<void(TokenKey, std::string_view, std::string_view)>& take) {
  const Reset reset(names_);
  names_.bind(1, range.first).bind(2, range.last);
  while (names_.step()) take(names_.natural(0), names_.text(1), names_.text(2));
}

TokenKey TokenReader::first() {
  const Reset reset(first_);
  return first_.step() ? first_.natural(0) : 0;
}

}  // namespace cancel
