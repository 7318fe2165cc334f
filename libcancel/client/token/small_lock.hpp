#pragma once

#include <atomic>
#include <cstdint>

namespace cancel::detail {

// A mutex of four bytes, since every token has one. Not recursive. Uncontended it costs one atomic exchange each way.
//
//     0 free    1 held    2 held, and somebody may be waiting      (U. Drepper, "Futexes Are Tricky", 2011)
class SmallLock {
 public:
  void lock() noexcept {
    std::uint32_t free = 0;
    if (state_.compare_exchange_strong(free, 1, std::memory_order_acquire, std::memory_order_relaxed)) return;
    while (state_.exchange(2, std::memory_order_acquire) != 0) state_.wait(2, std::memory_order_relaxed);
  }

  void unlock() noexcept {
    if (state_.exchange(0, std::memory_order_release) == 2) state_.notify_one();
  }

 private:
  std::atomic<std::uint32_t> state_{0};
};

}  // namespace cancel::detail
