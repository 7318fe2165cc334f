#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cancel::mcp {

// Threads for work that blocks: made when there is need, up to a bound, and ended when idle for some seconds. Work beyond
// the bound waits in order. Thread-safe. The destructor runs what waits, and waits until nothing runs.
class WorkerPool {
 public:
  explicit WorkerPool(std::size_t max_threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // `work` must not throw. Throws std::system_error where not even one thread is to be had.
  void run(std::function<void()> work);

  std::size_t max_threads() const noexcept { return max_threads_; }
  std::size_t busy() const;  // running or waiting
  // Waits until nothing runs or waits, up to `time`.
  bool wait_until_idle(std::chrono::milliseconds time);

 private:
  void work_here();

  const std::size_t max_threads_;
  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  std::deque<std::function<void()>> waiting_;
  std::size_t threads_ = 0;
  std::size_t idle_threads_ = 0;
  std::size_t running_ = 0;
  bool ending_ = false;
};

}  // namespace cancel::mcp
