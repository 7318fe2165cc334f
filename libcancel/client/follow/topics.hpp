#pragma once

#include <string>
#include <vector>

#include "cancel/client/event_filter.hpp"

namespace cancel::client {

// What to subscribe to for a filter.
struct Topics {
  std::vector<std::string> prefixes;
  // Every event of the log comes by, so a missing one shows in the positions. Otherwise only a heartbeat shows it.
  bool complete = false;
};

Topics topics_for(const EventFilter& filter);

}  // namespace cancel::client
