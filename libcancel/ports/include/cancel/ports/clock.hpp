#pragma once

#include "cancel/domain/time.hpp"

namespace cancel {

// What time it is. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // The wall clock: it is recorded and shown, and it may jump.
  virtual Timestamp now() const = 0;

  // The monotonic clock: everything is timed by it.
  virtual Moment elapsed() const = 0;
};

}  // namespace cancel
