#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace cancel::mcp {

// Threads for work that blocks: made when there is need, up to a bound, and ended when idle for some seconds. Work
// beyond the bound waits in order. Thread-safe. The destructor runs what waits, and waits until nothing runs; not from
// within.
class WorkerPool {
 public:
  explicit WorkerPool(std::size_t max_threads);  // at least one
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // `work` must not throw. Throws std::system_error where not even one thread is to be had; then it will not run.
  void run(std::function<void()> work);

  std::size_t max_threads() const noexcept { return max_threads_; }
  std::size_t busy() const;     // running or waiting
  std::size_t threads() const;  // there now, idle ones with them
  // Waits until nothing runs or waits, up to `time`.
  bool wait_until_idle(std::chrono::milliseconds time);

 private:
  using Threads = std::list<std::thread>;

  void ensure_a_thread();
  void start_thread();
  void work_here(Threads::iterator self);
  void work_off(std::unique_lock<std::mutex>& lock);
  bool is_done() const { return running_ == 0 && waiting_.empty(); }

  const std::size_t max_threads_;
  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  std::condition_variable ended_;
  std::deque<std::function<void()>> waiting_;
  Threads threads_;
  Threads ended_threads_;  // to be joined
  std::size_t idle_threads_ = 0;
  std::size_t running_ = 0;
  bool ending_ = false;
};

}  // namespace cancel::mcp
