#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// Which cancellations are asked for. Empty fields do not restrict.
struct HistoryFilter {
  std::optional<std::string> space{};
  std::optional<std::string> token{};  // an id
  std::optional<std::string> tool{};
  std::optional<Cause> cause{};
  std::optional<std::string> requester{};
  std::optional<Timestamp> since{};  // requested then or later
  std::optional<Timestamp> until{};  // requested before that
  std::size_t limit = 1'000;         // the last ones
};

// One cancelled token: a row of the view cancellation_history.
struct HistoryRow {
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

  bool operator==(const HistoryRow&) const = default;
};

}  // namespace cancel
