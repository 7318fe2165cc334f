#pragma once

#include <optional>
#include <string>

#include "cancel/store/history.hpp"
#include "dashboard/json_text.hpp"
#include "live/live_state.hpp"

namespace cancel::dashboard {

// One cancellation as the page gets it, whether it is seen live or read from the log. A value.
struct CancellationShape {
  TokenName name{};
  std::optional<std::string> tool{};
  bool operation = false;
  TokenState state = TokenState::requested;
  Cause cause = Cause::user_requested;
  std::optional<std::string> reason{};
  Mode mode = Mode::graceful;
  std::optional<std::string> requested_by{};
  Timestamp requested_at{};
  std::optional<Timestamp> executed_at{};
  std::optional<Timestamp> escalated_at{};
  std::optional<Timestamp> completed_at{};
  std::optional<Timestamp> expired_at{};
  std::optional<Outcome> outcome{};
  bool late = false;
  std::optional<Millis> latency{};
  std::optional<Timestamp> escalates_at{};
  std::optional<Timestamp> unconfirmed_at{};
  bool unconfirmed = false;
  std::optional<Position> position{};  // of its last event; what is read as history does not say it
};

// `token` must be cancelled.
CancellationShape shape_of(const live::LiveState& state, const live::LiveToken& token);
CancellationShape shape_of(const HistoryRow& row);

void write(JsonText& out, const CancellationShape& shape);

// One operation, which must be one, with its cancellation.
void write_operation(JsonText& out, const live::LiveState& state, const live::LiveToken& token);

}  // namespace cancel::dashboard
