#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "live/live_cancellation.hpp"

namespace cancel::live {

// One piece of work that runs, or ran until its cancellation was over.
struct LiveOperation {
  std::optional<std::string> tool{};
  std::optional<RequestId> request_id{};
  std::optional<std::string> session{};
  Timestamp started_at{};
  std::optional<Timestamp> deadline_at{};
  std::optional<Millis> grace{};  // as its owner asked for
  std::optional<Millis> force{};
  bool running = true;
};

// A token that an observer keeps in view: because its operation runs, because its cancellation is not over, or because
// that was over a short while ago. A value.
struct LiveToken {
  TokenName name{};
  std::vector<TokenName> parents{};
  Labels labels{};
  std::optional<LiveOperation> operation{};
  std::optional<LiveCancellation> cancellation{};
  Position position = 0;  // of the last event of it that was seen; 0: none, it was listed

  bool running() const { return operation && operation->running; }
  bool open() const { return cancellation && cancellation->open(); }
};

}  // namespace cancel::live
