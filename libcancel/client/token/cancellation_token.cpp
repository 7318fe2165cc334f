#include "cancel/token/cancellation_token.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "node.hpp"

namespace cancel {

namespace {

// Wakes one waiting thread.
class Alarm final : private detail::CallbackBase {
 public:
  Alarm(const CancellationToken& token, Stage stage) : CallbackBase(stage, true) { attach(token.node().get()); }
  ~Alarm() { detach(); }

  void wait(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(lock_);
    rung_.wait_until(lock, until, [this] { return is_rung_; });
  }

 private:
  void run() override {
    const std::lock_guard lock(lock_);
    is_rung_ = true;
    rung_.notify_all();
  }

  std::mutex lock_;
  std::condition_variable rung_;
  bool is_rung_ = false;
};

std::chrono::steady_clock::time_point point_after(std::chrono::nanoseconds timeout) {
  constexpr std::chrono::nanoseconds longest = std::chrono::hours{24 * 365};
  return std::chrono::steady_clock::now() + std::clamp(timeout, std::chrono::nanoseconds{0}, longest);
}

}  // namespace

std::optional<Cancellation> CancellationToken::cancellation() const {
  if (!is_cancelled()) return std::nullopt;
  return node_.get()->cancellation();
}

void CancellationToken::throw_cancelled() const {
  throw Cancelled(*cancellation());
}

bool CancellationToken::wait(Stage stage, std::chrono::nanoseconds timeout) const {
  if (!has_reached(stage)) Alarm(*this, stage).wait(point_after(timeout));
  return has_reached(stage) && is_cancelled();
}

std::optional<std::chrono::nanoseconds> CancellationToken::remaining() const {
  if (!node_) return std::nullopt;
  const auto deadline = node_.get()->earliest_deadline();
  if (deadline == detail::Node::far_away) return std::nullopt;
  return std::max<std::chrono::nanoseconds>(deadline - detail::DeadlineClock::now(), std::chrono::nanoseconds{0});
}

std::stop_token CancellationToken::stop_token() const {
  return node_ ? node_.get()->stop_token() : std::stop_token();
}

}  // namespace cancel
