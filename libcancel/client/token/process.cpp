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

void OwnedThread::join() {
  if (!thread_) return;
  if (runs()) {
    thread_->join();
    thread_.reset();
  } else {
    static_cast<void>(thread_.release());  // a handle of the other process
  }
}

}  // namespace cancel::detail
