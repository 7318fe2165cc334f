#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// The place of a cancellation among all others. Many can have been requested at one moment; then the key decides.
struct HistoryCursor {
  Timestamp requested_at{};
  TokenKey key = 0;

  bool operator==(const HistoryCursor&) const = default;
};

// Which cancellations are asked for. Empty fields do not restrict.
//
// There are indexes by time, namespace with time, cause with time, and name. Whatever else is asked for is looked for
// among the rows that those leave, newest first, until `limit` are found: where few fit, that is all of them, at about
// a second for a million. Give `since` where that is too long.
struct HistoryFilter {
  std::optional<std::string> space{};
  std::optional<std::string> token{};  // an id
  std::optional<std::string> tool{};
  std::optional<Cause> cause{};
  std::optional<std::string> requester{};
  std::optional<Timestamp> since{};  // requested then or later
  std::optional<Timestamp> until{};  // requested before that
  std::size_t limit = 1'000;         // the last ones
  std::optional<HistoryCursor> before{};  // to page backwards: only what stands before this row
  std::optional<TokenState> state{};
  std::optional<Mode> mode{};
  std::optional<Outcome> outcome{};
  std::optional<std::string> reason_contains{};  // ASCII letters of either case are the same
};

// One cancelled token: a row of the view cancellation_history.
struct HistoryRow {
  TokenKey key = 0;
  TokenName token;
  bool of_operation = false;
  std::optional<std::string> tool;
  TokenState state = TokenState::requested;
  Cause cause = Cause::user_requested;
  std::optional<std::string> reason;
  Mode mode = Mode::graceful;
  std::optional<std::string> requested_by;
  Timestamp requested_at{};
  std::optional<Timestamp> executed_at;
  std::optional<Timestamp> escalated_at;
  std::optional<Timestamp> completed_at;
  std::optional<Timestamp> expired_at;
  std::optional<Outcome> outcome;
  std::optional<double> latency_ms;  // requested to completed; empty while something runs

  HistoryCursor place() const { return {requested_at, key}; }

  bool operator==(const HistoryRow&) const = default;
};

}  // namespace cancel
