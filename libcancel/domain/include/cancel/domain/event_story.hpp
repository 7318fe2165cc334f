#pragma once

#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// Whether events of that type belong to the story of a cancellation, and not to that of a token, an operation or a
// session.
constexpr bool is_of_cancellation(EventType type) {
  switch (type) {
    case EventType::cancellation_requested:
    case EventType::cancellation_executed:
    case EventType::cancellation_escalated:
    case EventType::cancellation_completed:
    case EventType::cancellation_expired:
      return true;
    default:
      return false;
  }
}

}  // namespace cancel
