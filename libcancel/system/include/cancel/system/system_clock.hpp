#pragma once

#include "cancel/ports/clock.hpp"

namespace cancel {

// The clocks of this machine: the wall clock in microseconds, and one that only ever runs forwards. Thread-safe.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  Moment elapsed() const override;
};

}  // namespace cancel
