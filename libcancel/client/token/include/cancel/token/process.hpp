#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

// What this library keeps once a process. Not for users.

namespace cancel::detail {

// How often this process was forked off another one since the library was first used in it: 0, until fork() returns in
// a child. Threads do not survive that. Thread-safe; one load.
std::uint64_t fork_count() noexcept;

// A thread that its owner stops and joins. In a process that was forked off meanwhile it does not exist any more, and
// joining it is passed over; so it is on the thread itself, which ends alone.
class OwnedThread {
 public:
  OwnedThread() = default;
  template <typename Function>
  explicit OwnedThread(Function&& function)
      : thread_(std::make_unique<std::thread>(std::forward<Function>(function))), fork_count_(fork_count()) {}

  OwnedThread(OwnedThread&&) noexcept = default;
  OwnedThread& operator=(OwnedThread&& other);
  ~OwnedThread() { join(); }

  bool runs() const { return thread_ != nullptr && fork_count_ == fork_count(); }
  bool is_this() const { return thread_ != nullptr && thread_->get_id() == std::this_thread::get_id(); }
  void join();

 private:
  std::unique_ptr<std::thread> thread_;
  std::uint64_t fork_count_ = 0;
};

// The one Service of this process. A process that was forked off has one of its own, since the locks of the other may
// be held by threads that it does not have. Never destroyed: tokens may be used after static objects are gone. At the
// end of the process it is told to stop(). Thread-safe; two loads.
template <typename Service>
class OncePerProcess {
 public:
  static Service& get() {
    static const Ending ending;
    OncePerProcess* found = present_.load(std::memory_order_acquire);
    while (!is_of_this_process(found)) {
      auto fresh = std::unique_ptr<OncePerProcess>(new OncePerProcess(found));
      if (present_.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel)) found = fresh.release();
    }
    return found->service_;
  }

 private:
  struct Ending {
    ~Ending() {
      OncePerProcess* const found = present_.load(std::memory_order_acquire);
      if (is_of_this_process(found)) found->service_.stop();
    }
  };

  explicit OncePerProcess(OncePerProcess* before) : before_(before) {}
  static bool is_of_this_process(const OncePerProcess* found) {
    return found != nullptr && found->fork_count_ == fork_count();
  }

  static inline std::atomic<OncePerProcess*> present_{nullptr};

  Service service_;
  const std::uint64_t fork_count_ = fork_count();
  OncePerProcess* const before_;  // that of the process before fork(): kept, so that it does not count as leaked
};

}  // namespace cancel::detail
