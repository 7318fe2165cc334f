#include "cancel/token/process.hpp"

#include <pthread.h>

#include <atomic>

namespace cancel::detail {

namespace {

std::atomic<std::uint64_t> forks{0};

bool watch_forks() {
  return pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); }) == 0;
}

}  // namespace

std::uint64_t fork_count() noexcept {
  static const bool watching = watch_forks();
  static_cast<void>(watching);
  return forks.load(std::memory_order_relaxed);
}

OwnedThread& OwnedThread::operator=(OwnedThread&& other) {
  join();
  thread_ = std::move(other.thread_);
  fork_count_ = other.fork_count_;
  return *this;
}

void OwnedThread::join() {
  if (!thread_) return;
  if (!runs()) return static_cast<void>(thread_.release());  // a handle of the other process
  if (is_this()) {
    thread_->detach();
  } else {
    thread_->join();
  }
  thread_.reset();
}

}  // namespace cancel::detail
