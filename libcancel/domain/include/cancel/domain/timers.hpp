#pragma once

#include <optional>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/policy.hpp"
#include "cancel/domain/token.hpp"

namespace cancel {

// What time will ask of a token next, if nothing happens before.
struct Due {
  Timestamp at{};
  Elapsed what;
};

// At most one thing is due of a token: its time-to-live, or its operation's deadline, grace or force time.
std::optional<Due> next_due(const Token& token, const Policy& policy);

}  // namespace cancel
