#pragma once

#include <chrono>
#include <cstdint>

namespace cancel::load {

// Nanoseconds of the steady clock, which is the same in all processes of a machine.
inline std::int64_t steady_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace cancel::load
