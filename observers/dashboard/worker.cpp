#include "dashboard/worker.hpp"

#include <utility>

namespace cancel::dashboard {

Worker::Worker(std::size_t most_waiting) : most_waiting_(most_waiting), thread_([this] { run(); }) {}

Worker::~Worker() {
  stop();
}

bool Worker::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || tasks_.size() >= most_waiting_) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void Worker::stop() {
  std::deque<Task> dropped;  // what they own is let go without the lock
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(tasks_);
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Worker::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace cancel::dashboard
