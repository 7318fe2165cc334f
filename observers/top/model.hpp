#pragma once

#include <string>

#include "live/live_state.hpp"
#include "live/standing.hpp"

namespace cancel::top {

// What there is to show, at one moment. What it refers to must outlive it.
struct Model {
  const live::LiveState& state;
  const live::Standing& standing;
  Timestamp now{};
  std::string endpoint{};  // where the daemon is looked for
};

}  // namespace cancel::top
