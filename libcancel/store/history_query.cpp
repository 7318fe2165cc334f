#include "history_query.hpp"

#include <algorithm>

#include "row_values.hpp"

namespace cancel {
namespace {

enum Column {
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
    "SELECT namespace, token, has_operation, tool, state, cause, reason, mode, requested_by, requested_at, "
    "executed_at, escalated_at, completed_at, expired_at, outcome FROM tokens WHERE requested_at IS NOT NULL";

std::string sql_for(const HistoryFilter& filter) {
  std::string sql = select_sql;
  if (filter.space) sql += " AND namespace = ?1";
  if (filter.token) sql += " AND token = ?2";
  if (filter.tool) sql += " AND tool = ?3";
  if (filter.cause) sql += " AND cause = ?4";
  if (filter.requester) sql += " AND requested_by = ?5";
  if (filter.since) sql += " AND requested_at >= ?6";
  if (filter.until) sql += " AND requested_at < ?7";
  return sql + " ORDER BY requested_at DESC, key DESC LIMIT ?8";
}

std::optional<double> latency_of(const HistoryRow& row) {
  if (!row.completed_at) return std::nullopt;
  return std::chrono::duration<double, std::milli>(*row.completed_at - row.requested_at).count();
}

HistoryRow decode(const Statement& row) {
  HistoryRow found;
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
  Statement& select = statement_for(filter);
  const Reset reset(select);
  const auto since = filter.since ? std::optional(to_rfc3339(*filter.since)) : std::nullopt;
  const auto until = filter.until ? std::optional(to_rfc3339(*filter.until)) : std::nullopt;
  // What a statement does not ask for is not bound.
  if (filter.space) select.bind(1, *filter.space);
  if (filter.token) select.bind(2, *filter.token);
  if (filter.tool) select.bind(3, *filter.tool);
  if (filter.cause) select.bind(4, static_cast<std::int64_t>(*filter.cause));
  if (filter.requester) select.bind(5, *filter.requester);
  if (since) select.bind(6, *since);
  if (until) select.bind(7, *until);
  select.bind(8, std::uint64_t{filter.limit});
  std::vector<HistoryRow> rows;
  while (select.step()) rows.push_back(decode(select));
  std::reverse(rows.begin(), rows.end());
  return rows;
}

Statement& HistoryQuery::statement_for(const HistoryFilter& filter) {
  const std::string sql = sql_for(filter);
  return statements_.try_emplace(sql, connection_, sql).first->second;
}

}  // namespace cancel
