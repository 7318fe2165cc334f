#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/events.hpp"

namespace cancel {

// Which events somebody wants. Empty fields do not restrict; a token without a namespace is that id in all of them.
struct EventFilter {
  std::optional<std::string> space{};
  std::optional<std::string> token{};
  std::vector<EventType> types{};
};

bool matches(const EventFilter& filter, const Event& event);

}  // namespace cancel
