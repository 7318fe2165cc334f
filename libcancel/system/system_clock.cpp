#include "cancel/system/system_clock.hpp"

#include <chrono>

namespace cancel {

Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Moment SystemClock::elapsed() const {
  return std::chrono::floor<Moment>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace cancel
