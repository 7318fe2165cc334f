#pragma once

#include <time.h>

#include <chrono>
#include <optional>

namespace cancel::posix {

using WaitClock = std::chrono::steady_clock;
using WaitPoint = WaitClock::time_point;

// When `timeout` from now is over; for one that lasts for ages: far away, without overflow.
WaitPoint wait_point_after(std::chrono::nanoseconds timeout);

// How long it is until `until`, for ppoll(2); not below zero.
timespec time_until(WaitPoint until);

// When a call has to be over, if ever.
class Deadline {
 public:
  explicit Deadline(std::optional<std::chrono::nanoseconds> timeout);

  // What is left, in the form of ppoll(2): null where there is no limit. Valid until the next call.
  const timespec* left();

 private:
  std::optional<WaitPoint> until_;
  timespec left_{};
};

}  // namespace cancel::posix
