#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dashboard/query.hpp"
#include "live/live_state.hpp"

namespace cancel::dashboard {

// Which cancellations the page wants to see: what is not over, and what was over a short while ago. A value.
struct CancellationListWish {
  enum class Which { open, recent, unconfirmed, all };

  std::optional<std::string> space{};
  std::optional<std::string> tool{};
  std::optional<Cause> cause{};
  Which which = Which::all;
  std::size_t limit = 100;

  // Throws ApiFailure.
  static CancellationListWish parse(const Query& query);
};

// {"position":…,"open":…,"unconfirmed":…,"items":[…]}: the unconfirmed ones first, then the other open ones, both the
// oldest first, then the recent ones, the newest first. Cost: a look at those that are open.
std::string cancellations_json(const live::LiveState& state, Position position, const CancellationListWish& wish);

}  // namespace cancel::dashboard
