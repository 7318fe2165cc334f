#pragma once

#include <string_view>

#include "cancel/domain/commands.hpp"

namespace cancel {

// The method that a command came by, as "cancellation/create". A literal. Thread-safe.
std::string_view method_of(const CommandBody& body);
std::string_view method_of(const Command& command);

}  // namespace cancel
