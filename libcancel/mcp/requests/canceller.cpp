#include "cancel/mcp/canceller.hpp"

#include <cassert>
#include <utility>

namespace cancel::mcp {

Canceller::Canceller() : thread_([this] { run(); }) {}

Canceller::~Canceller() {
  {
    const std::lock_guard lock(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Canceller::post(std::function<void()> cancellation) {
  {
    const std::lock_guard lock(lock_);
    waiting_.push_back(std::move(cancellation));
    ++posted_;
  }
  changed_.notify_all();
}

void Canceller::drain() {
  assert(std::this_thread::get_id() != thread_.get_id());
  std::unique_lock lock(lock_);
  const std::uint64_t until = posted_;
  changed_.wait(lock, [&] { return done_ >= until; });
}

void Canceller::run() {
  std::unique_lock lock(lock_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::function<void()> next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    next();
    next = nullptr;  // what it held goes here, not under the lock
    lock.lock();
    ++done_;
    changed_.notify_all();
  }
}

}  // namespace cancel::mcp
