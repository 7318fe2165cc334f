#include "history_query.hpp"

#include <algorithm>

#include "row_values.hpp"

namespace cancel {
namespace {

enum Column {
  key,
  space,
  id,
  has_operation,
  tool,
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
  outcome
};

// The rows of cancellation_history, but from the table: its key puts those in order that were requested at one moment.
constexpr const char* select_sql =
    "SELECT key, namespace, token, has_operation, tool, state, cause, reason, mode, requested_by, requested_at, "
    "executed_at, escalated_at, completed_at, expired_at, outcome FROM tokens WHERE requested_at IS NOT NULL";

// What stands before a cursor is looked for in two steps. Of a comparison of (requested_at, key), SQLite would use the
// index for requested_at alone, and so read all of a cascade for each page of it. An id is looked for by name in any
// case.
const char* sql_for(HistoryQuery::Part part, bool by_name) {
  switch (part) {
    case HistoryQuery::Part::same_moment:
      return " AND requested_at = ?9 AND key < ?10";
    case HistoryQuery::Part::earlier:
      return by_name ? " AND +requested_at < ?9" : " AND requested_at < ?9";
    case HistoryQuery::Part::all:
      break;
  }
  return "";
}

std::string sql_for(const HistoryFilter& filter, HistoryQuery::Part part) {
  std::string sql = select_sql;
  if (filter.space) sql += " AND namespace = ?1";
  if (filter.token) sql += " AND token = ?2";
  if (filter.tool) sql += " AND tool = ?3";
  if (filter.cause) sql += " AND cause = ?4";
  if (filter.requester) sql += " AND requested_by = ?5";
  if (filter.since) sql += " AND requested_at >= ?6";
  if (filter.until) sql += " AND requested_at < ?7";
  sql += sql_for(part, filter.token.has_value());
  if (filter.state) sql += " AND state = ?11";
  if (filter.mode) sql += " AND mode = ?12";
  if (filter.outcome) sql += " AND outcome = ?13";
  if (filter.reason_contains) sql += " AND instr(lower(reason), lower(?14)) > 0";
  return sql + " ORDER BY requested_at DESC, key DESC LIMIT ?8";
}

std::optional<double> latency_of(const HistoryRow& row) {
  if (!row.completed_at) return std::nullopt;
  return std::chrono::duration<double, std::milli>(*row.completed_at - row.requested_at).count();
}

HistoryRow decode(const Statement& row) {
  HistoryRow found;
  found.key = row.natural(key);
  found.token = {std::string(row.text(space)), std::string(row.text(id))};
  found.of_operation = row.integer(has_operation) != 0;
  found.tool = optional_text_in(row, tool);
  found.state = word_in<TokenState>(row, state);
  found.cause = word_in<Cause>(row, cause);
  found.reason = optional_text_in(row, reason);
  found.mode = word_in<Mode>(row, mode);
  found.requested_by = optional_text_in(row, requested_by);
  found.requested_at = text_time_in(row, requested_at);
  found.executed_at = optional_time_in(row, executed_at);
  found.escalated_at = optional_time_in(row, escalated_at);
  found.completed_at = optional_time_in(row, completed_at);
  found.expired_at = optional_time_in(row, expired_at);
  found.outcome = optional_word_in<Outcome>(row, outcome);
  found.latency_ms = latency_of(found);
  return found;
}

}  // namespace

std::vector<HistoryRow> HistoryQuery::run(const HistoryFilter& filter) {
  std::vector<HistoryRow> rows;
  if (filter.before) {
    add(rows, filter, Part::same_moment);
    add(rows, filter, Part::earlier);
  } else {
    add(rows, filter, Part::all);
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

void HistoryQuery::add(std::vector<HistoryRow>& rows, const HistoryFilter& filter, Part part) {
  if (rows.size() >= filter.limit) return;
  Statement& select = statement_for(filter, part);
  const Reset reset(select);
  const auto since = filter.since ? std::optional(to_rfc3339(*filter.since)) : std::nullopt;
  const auto until = filter.until ? std::optional(to_rfc3339(*filter.until)) : std::nullopt;
  const auto before = filter.before ? std::optional(to_rfc3339(filter.before->requested_at)) : std::nullopt;
  // What a statement does not ask for is not bound.
  if (filter.space) select.bind(1, *filter.space);
  if (filter.token) select.bind(2, *filter.token);
  if (filter.tool) select.bind(3, *filter.tool);
  if (filter.cause) select.bind(4, static_cast<std::int64_t>(*filter.cause));
  if (filter.requester) select.bind(5, *filter.requester);
  if (since) select.bind(6, *since);
  if (until) select.bind(7, *until);
  select.bind(8, std::uint64_t{filter.limit - rows.size()});
  if (part != Part::all) select.bind(9, *before);
  if (part == Part::same_moment) select.bind(10, filter.before->key);
  if (filter.state) select.bind(11, static_cast<std::int64_t>(*filter.state));
  if (filter.mode) select.bind(12, static_cast<std::int64_t>(*filter.mode));
  if (filter.outcome) select.bind(13, static_cast<std::int64_t>(*filter.outcome));
  if (filter.reason_contains) select.bind(14, *filter.reason_contains);
  while (select.step()) rows.push_back(decode(select));
}

Statement& HistoryQuery::statement_for(const HistoryFilter& filter, Part part) {
  const std::string sql = sql_for(filter, part);
  return statements_.try_emplace(sql, connection_, sql).first->second;
}

}  // namespace cancel
