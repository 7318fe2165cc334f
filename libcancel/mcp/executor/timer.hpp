#pragma once

#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "cancel/domain/time.hpp"

namespace cancel::mcp {

using SteadyTime = std::chrono::steady_clock::time_point;

// The moment after that time; a hundred years at most.
SteadyTime steady_after(Millis time);

// Runs short tasks at their time, on a thread of its own: it sleeps until the earliest of them, and looks at nothing
// else. Thread-safe. The destructor drops what is left.
class Timer {
 public:
  struct Alarm {
    SteadyTime time{};
    std::uint64_t number = 0;
    auto operator<=>(const Alarm&) const = default;
  };

  Timer();
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // `task` must neither block nor throw. One whose time is over runs at once, on the timer's thread like the others.
  Alarm set(SteadyTime time, std::function<void()> task);
  // Does not wait for a task that is running.
  void drop(const Alarm& alarm);

 private:
  void run();

  std::mutex lock_;
  std::condition_variable changed_;
  std::map<Alarm, std::function<void()>> alarms_;
  std::uint64_t last_number_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cancel::mcp
