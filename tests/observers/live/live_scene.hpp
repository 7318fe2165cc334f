#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "live/live_state.hpp"
#include "world.hpp"

namespace cancel::test {

// What the daemon would list of `world` now, given to `live`.
inline void list_into(live::LiveState& live, const World& world) {
  for (const auto& [position, key] : world.state.running()) {
    const Token& token = *world.state.find(key);
    live.list(view_operation(token, world.policy));
  }
  for (const auto& [key, token] : world.state.tokens()) {
    if (token.cancelled() && !token.runs() && token.busy()) live.list(view(token));
  }
}

inline void apply_after(live::LiveState& live, const World& world, Position after) {
  for (std::size_t index = after; index < world.log.size(); ++index) live.apply(world.log[index]);
  for (const TokenName& doubtful : live.take_doubtful()) {
    const Token& token = *world.state.find(doubtful);
    if (token.runs()) live.list(view_operation(token, world.policy));
  }
}

}  // namespace cancel::test
