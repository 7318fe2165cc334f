#include "calls/worker_pool.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace cancel::mcp {

namespace {

constexpr std::chrono::seconds patience{5};  // of an idle thread

}  // namespace

WorkerPool::WorkerPool(std::size_t max_threads) : max_threads_(std::max<std::size_t>(max_threads, 1)) {}

WorkerPool::~WorkerPool() {
  std::unique_lock lock(lock_);
  ending_ = true;
  changed_.notify_all();
  ended_.wait(lock, [this] { return threads_.empty(); });
  lock.unlock();
  for (std::thread& thread : ended_threads_) thread.join();
}

void WorkerPool::run(std::function<void()> work) {
  Threads to_join;
  {
    const std::lock_guard lock(lock_);
    waiting_.push_back(std::move(work));
    ensure_a_thread();
    to_join.swap(ended_threads_);
  }
  changed_.notify_one();
  for (std::thread& thread : to_join) thread.join();
}

// With the lock held, and the new work last in the queue.
void WorkerPool::ensure_a_thread() {
  if (waiting_.size() <= idle_threads_ || threads_.size() >= max_threads_) return;
  try {
    start_thread();
  } catch (const std::system_error&) {
    if (!threads_.empty()) return;  // those that there are come to it
    waiting_.pop_back();
    throw;
  }
}

void WorkerPool::start_thread() {
  const auto self = threads_.emplace(threads_.end());
  try {
    *self = std::thread([this, self] { work_here(self); });
  } catch (...) {
    threads_.erase(self);
    throw;
  }
}

void WorkerPool::work_here(Threads::iterator self) {
  std::unique_lock lock(lock_);
  for (;;) {
    work_off(lock);
    if (ending_) break;
    ++idle_threads_;
    const bool is_needed = changed_.wait_for(lock, patience, [this] { return ending_ || !waiting_.empty(); });
    --idle_threads_;
    if (!is_needed) break;
  }
  ended_threads_.splice(ended_threads_.end(), threads_, self);
  if (threads_.empty()) ended_.notify_all();
}

void WorkerPool::work_off(std::unique_lock<std::mutex>& lock) {
  while (!waiting_.empty()) {
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    lock.unlock();
    work();
    work = nullptr;  // what it holds is let go before it counts as done
    lock.lock();
    --running_;
    if (is_done()) idle_.notify_all();
  }
}

std::size_t WorkerPool::busy() const {
  const std::lock_guard lock(lock_);
  return running_ + waiting_.size();
}

std::size_t WorkerPool::threads() const {
  const std::lock_guard lock(lock_);
  return threads_.size();
}

bool WorkerPool::wait_until_idle(std::chrono::milliseconds time) {
  std::unique_lock lock(lock_);
  return idle_.wait_for(lock, time, [this] { return is_done(); });
}

}  // namespace cancel::mcp
