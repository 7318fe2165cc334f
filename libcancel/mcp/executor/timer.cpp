#include "executor/timer.hpp"

#include <algorithm>
#include <utility>

namespace cancel::mcp {

SteadyTime steady_after(Millis time) {
  constexpr Millis longest = std::chrono::hours(24 * 365 * 100);
  return std::chrono::steady_clock::now() + std::clamp(time, Millis{0}, longest);
}

Timer::Timer() : thread_([this] { run(); }) {}

Timer::~Timer() {
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Timer::Alarm Timer::set(SteadyTime time, std::function<void()> task) {
  Alarm alarm{time, 0};
  bool is_first = false;
  {
    const std::lock_guard guard(lock_);
    alarm.number = ++last_number_;
    const auto place = alarms_.emplace(alarm, std::move(task)).first;
    is_first = place == alarms_.begin();
  }
  if (is_first) changed_.notify_all();
  return alarm;
}

void Timer::drop(const Alarm& alarm) {
  decltype(alarms_)::node_type dropped;  // what the task holds is let go without the lock
  const std::lock_guard guard(lock_);
  dropped = alarms_.extract(alarm);
}

void Timer::run() {
  std::unique_lock guard(lock_);
  while (!ending_) {
    if (alarms_.empty()) {
      changed_.wait(guard);
    } else if (const SteadyTime first = alarms_.begin()->first.time; first > std::chrono::steady_clock::now()) {
      changed_.wait_until(guard, first);
    } else {
      auto due = alarms_.extract(alarms_.begin());
      guard.unlock();
      due.mapped()();
      due = {};
      guard.lock();
    }
  }
}

}  // namespace cancel::mcp
