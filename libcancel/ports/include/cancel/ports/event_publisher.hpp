#pragma once

#include <string>

#include "cancel/domain/events.hpp"

namespace cancel {

// Tells everyone who listens. Nothing is kept for those who do not, and nobody who is slow holds it up.
// Not thread-safe. Does not throw: a lost message is repaired by its reader, from the log.
class EventPublisher {
 public:
  virtual ~EventPublisher() = default;

  // Publishes one durable event. Callers publish in order of position.
  virtual void publish(const Event& event) = 0;

  // Publishes that everything up to `head` has been published.
  virtual void heartbeat(const std::string& log_id, Position head, Timestamp time) = 0;
};

}  // namespace cancel
