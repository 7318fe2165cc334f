#pragma once

#include <vector>

#include "cancel/domain/events.hpp"
#include "cancel/domain/views.hpp"

// One of everything, with every field set, and with as few as possible.

namespace cancel::test {

// 2026-11-20T08:00:00.123456Z
inline constexpr Timestamp sample_time{std::chrono::microseconds{1'795'161'600'123'456}};

struct NamedEvent {
  const char* name;  // of its golden file
  Event event;
};

// Two of each type: all fields set, and none.
std::vector<NamedEvent> sample_events();

// The result of an operation with everything that JSON, C and terminals take ill.
std::string hostile_result();

TokenView sample_token();          // cancelled and completed, all fields set
TokenView sample_active_token();   // as few as possible
OperationView sample_operation();  // all fields set
OperationView sample_bare_operation();

}  // namespace cancel::test
