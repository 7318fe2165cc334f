#pragma once

#include <cstdint>
#include <memory>
#include <thread>

// What this library keeps once a process. Not for users.

namespace cancel::detail {

// How often this process was forked off another one since the library was first used in it: 0, until fork() returns in
// a child. Threads do not survive that. Thread-safe; one load.
std::uint64_t fork_count() noexcept;

// A thread that its owner stops and joins. In a process that was forked off meanwhile it does not exist any more, and
// joining it is passed over.
class OwnedThread {
 public:
  OwnedThread() = default;
  template <typename Function>
  explicit OwnedThread(Function&& function)
      : thread_(std::make_unique<std::thread>(std::forward<Function>(function))), fork_count_(fork_count()) {}

  bool runs() const { return thread_ != nullptr && fork_count_ == fork_count(); }
  bool is_this() const { return thread_ != nullptr && thread_->get_id() == std::this_thread::get_id(); }
  void join();

 private:
  std::unique_ptr<std::thread> thread_;
  std::uint64_t fork_count_ = 0;
};

}  // namespace cancel::detail
