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
  outcome,
  latency_ms
};

// The rows of cancellation_history, but from the table: its key puts those in order that were requested at one moment.
constexpr const char* select_sql =
    "SELECT namespace, token, has_operation, tool, state, cause, reason, mode, requested_by, requested_at, "
    "executed_at, "
    "escalated_at, completed_at, expired_at, outcome, latency_ms FROM tokens "
    "WHERE requested_at IS NOT NULL AND (?1 IS NULL OR namespace = ?1) AND (?2 IS NULL OR token = ?2) "
    "AND (?3 IS NULL OR tool = ?3) AND (?4 IS NULL OR cause = ?4) AND (?5 IS NULL OR requested_by = ?5) "
    "AND requested_at >= ?6 AND requested_at < ?7 ORDER BY requested_at DESC, key DESC LIMIT ?8";

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
  found.requested_at = time_in(row, requested_at);
  found.executed_at = optional_time_in(row, executed_at);
  found.escalated_at = optional_time_in(row, escalated_at);
  found.completed_at = optional_time_in(row, completed_at);
  found.expired_at = optional_time_in(row, expired_at);
  found.outcome = optional_word_in<Outcome>(row, outcome);
  if (!row.is_null(latency_ms)) found.latency_ms = row.real(latency_ms);
  return found;
}

// Below and above every time that can be written.
constexpr const char* before_all_times = "";
constexpr const char* after_all_times = "~";

}  // namespace

HistoryQuery::HistoryQuery(Connection& connection) : select_(connection, select_sql) {}

std::vector<HistoryRow> HistoryQuery::run(const HistoryFilter& filter) {
  const Reset reset(select_);
  const std::string since = filter.since ? to_rfc3339(*filter.since) : before_all_times;
  const std::string until = filter.until ? to_rfc3339(*filter.until) : after_all_times;
  const auto wanted_cause = filter.cause ? std::optional(to_string(*filter.cause)) : std::nullopt;
  select_.bind(1, filter.space).bind(2, filter.token).bind(3, filter.tool).bind(4, wanted_cause);
  select_.bind(5, filter.requester).bind(6, since).bind(7, until).bind(8, std::uint64_t{filter.limit});
  std::vector<HistoryRow> rows;
  while (select_.step()) rows.push_back(decode(select_));
  std::reverse(rows.begin(), rows.end());
  return rows;
}

}  // namespace cancel
