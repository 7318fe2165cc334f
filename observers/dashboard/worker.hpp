#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace cancel::dashboard {

// Does what may take long on a thread of its own, one after the other.
//
// post() is thread-safe. Tasks must not throw.
class Worker {
 public:
  using Task = std::function<void()>;

  explicit Worker(std::size_t most_waiting);
  // As stop().
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // False, and `task` is dropped, where too many wait already.
  bool post(Task task);
  // Waits for the task that is being done; drops the others. Not from within a task.
  void stop();

 private:
  void run();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cancel::dashboard
