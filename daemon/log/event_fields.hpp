#pragma once

#include <string_view>

#include "cancel/domain/events.hpp"
#include "log/log_line.hpp"

namespace cancel::daemon {

// What an event is called in the program log: "cancellation requested".
std::string_view message_of(EventType type);

// Its details: position, names, what its data says. They refer to `event`, which must outlive them.
LogFields fields_of(const Event& event);

}  // namespace cancel::daemon
