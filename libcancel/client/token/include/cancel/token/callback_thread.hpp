#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "cancel/token/process.hpp"

namespace cancel::detail {

// The one thread of the process on which users' code runs that no thread of theirs has called for: callbacks of tokens
// that a deadline or another process cancelled, completions of commands. Begins with the first task, ends with the
// process, which waits for the task that is running; a forked process has another one. Not for users. Thread-safe.
class CallbackThread {
 public:
  static CallbackThread& instance();

  // Runs `task` after those posted before it. An exception is contained and reported. After the end of the process has
  // begun: dropped.
  void post(std::function<void()> task);

  // Waits until everything that was posted before has run. On this thread itself: returns at once.
  void drain();

  bool is_this() const;

 private:
  friend class OncePerProcess<CallbackThread>;

  CallbackThread() = default;
  void stop();
  void work();

  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::uint64_t posted_ = 0;
  std::uint64_t done_ = 0;
  bool stopping_ = false;
  OwnedThread thread_;
};

}  // namespace cancel::detail
