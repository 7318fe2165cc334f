#include "server/answer_timer.hpp"

#include <algorithm>
#include <utility>

namespace cancel::mcp::detail {

namespace {
constexpr Millis longest_wait{86'400'000};  // more would be beyond what the clock can count
}

AnswerTimer::~AnswerTimer() {
  {
    const std::lock_guard hold(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void AnswerTimer::after(Millis time, std::function<void()> task) {
  {
    const std::lock_guard hold(lock_);
    tasks_.emplace(Clock::now() + std::min(time, longest_wait), std::move(task));
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  }
  changed_.notify_all();
}

void AnswerTimer::do_all_now() {
  std::multimap<Clock::time_point, std::function<void()>> tasks;
  {
    const std::lock_guard hold(lock_);
    tasks.swap(tasks_);
  }
  for (const auto& [due, task] : tasks) task();
}

void AnswerTimer::run() {
  std::unique_lock hold(lock_);
  while (!ending_) {
    if (tasks_.empty()) {
      changed_.wait(hold);
      continue;
    }
    const auto due = tasks_.begin()->first;
    if (Clock::now() < due) {
      changed_.wait_until(hold, due);
      continue;
    }
    const auto task = std::move(tasks_.extract(tasks_.begin()).mapped());
    hold.unlock();
    task();
    hold.lock();
  }
}

}  // namespace cancel::mcp::detail
