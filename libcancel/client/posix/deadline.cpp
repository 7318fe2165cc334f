#include "deadline.hpp"

#include <algorithm>

namespace cancel::posix {

WaitPoint wait_point_after(std::chrono::nanoseconds timeout) {
  constexpr std::chrono::nanoseconds longest = std::chrono::hours{24 * 365};
  return WaitClock::now() + std::clamp(timeout, std::chrono::nanoseconds{0}, longest);
}

timespec time_until(WaitPoint until) {
  const auto left = std::max<std::chrono::nanoseconds>(until - WaitClock::now(), std::chrono::nanoseconds{0});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  timespec time{};
  time.tv_sec = static_cast<time_t>(seconds.count());
  time.tv_nsec = static_cast<long>((left - seconds).count());
  return time;
}

Deadline::Deadline(std::optional<std::chrono::nanoseconds> timeout) {
  if (timeout) until_ = wait_point_after(*timeout);
}

const timespec* Deadline::left() {
  if (!until_) return nullptr;
  left_ = time_until(*until_);
  return &left_;
}

}  // namespace cancel::posix
