#include "rpc/waiting.hpp"

#include <algorithm>
#include <cerrno>

namespace cancel::client {

namespace {

constexpr Millis longest_wait{std::chrono::hours{24 * 365}};

std::chrono::milliseconds left_until(WaitPoint until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - WaitClock::now());
  return std::clamp(left, std::chrono::milliseconds{0}, std::chrono::milliseconds{std::chrono::hours{1}});
}

}  // namespace

WaitPoint wait_point_after(Millis timeout) {
  return WaitClock::now() + std::clamp(timeout, Millis{0}, longest_wait);
}

void wait_for(std::vector<zmq::pollitem_t> items, WaitPoint until) {
  try {
    zmq::poll(items, left_until(until));
  } catch (const zmq::error_t& error) {
    if (error.num() != EINTR) throw;
  }
}

}  // namespace cancel::client
