#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "live/live_state.hpp"

namespace cancel::live {

struct FeedOptions {
  // How many of the last events to read at the beginning, for what happened a short while ago.
  std::uint64_t backlog = 10'000;
  // Where to begin instead, in the log of that id: for those who count and must not miss any.
  std::optional<Position> after{};
  std::string after_log{};
  // Another log than the one before, or than `after_log`: from its first event on, rather than its last ones.
  bool another_whole = false;
  Millis statistics_every{1'000};  // between two questions for stats/read; 0: none are asked
  Millis answer_within{5'000};
  LiveState::Options state{};
};

}  // namespace cancel::live
