#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "cancel/domain/time.hpp"

// Times as integers, as they stand in the log's file.

namespace cancel {

// Of an event: nanoseconds since 1970, UTC. What 64 bits can not hold, before 1677 or after 2262, becomes the nearest
// that they can.
inline std::int64_t to_nanoseconds(Timestamp time) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000;
  return std::clamp<std::int64_t>(time.time_since_epoch().count(), -most, most) * 1'000;
}

inline Timestamp from_nanoseconds(std::int64_t nanoseconds) {
  return Timestamp{std::chrono::microseconds{nanoseconds / 1'000}};
}

// Of a token's row: microseconds since 1970, UTC.
inline std::int64_t to_microseconds(Timestamp time) {
  return time.time_since_epoch().count();
}

inline Timestamp from_microseconds(std::int64_t microseconds) {
  return Timestamp{std::chrono::microseconds{microseconds}};
}

}  // namespace cancel
