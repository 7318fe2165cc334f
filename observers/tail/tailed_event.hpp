#pragma once

#include <optional>
#include <string>

#include "cancel/domain/events.hpp"

namespace cancel::tail {

// An event on its way to whoever wants it. A view: what it names must outlive it.
struct TailedEvent {
  Position position = 0;
  const Event* event = nullptr;  // null where this program does not know its kind
  const std::string& json;       // as the daemon wrote it, on one line
  const std::string& log_id;
};

}  // namespace cancel::tail
