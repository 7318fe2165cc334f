#pragma once

#include <chrono>
#include <cstdint>

namespace cancel {

// A moment on the wall clock, in microseconds since the Unix epoch, UTC. It is recorded and shown; while the daemon
// runs, nothing is timed by it.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// A moment on the monotonic clock of this process. It means nothing to any other process.
using Moment = std::chrono::duration<std::int64_t, std::micro>;

// A length of time as it travels on the wire ("...Ms"): 0 to 2^53-1 milliseconds.
using Millis = std::chrono::duration<std::int64_t, std::milli>;

inline constexpr Millis longest_duration{(std::int64_t{1} << 53) - 1};

// 9999-12-31T23:59:59.999999Z, the last moment that RFC 3339 can write.
inline constexpr Timestamp latest_timestamp{std::chrono::microseconds{253'402'300'799'999'999}};

// `time` + `duration`, but never later than latest_timestamp.
constexpr Timestamp after(Timestamp time, Millis duration) {
  const auto left = latest_timestamp - time;
  return duration >= left ? latest_timestamp : time + duration;
}

}  // namespace cancel
