#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "cancel/domain/time.hpp"

namespace cancel::mcp::detail {

// Does things later, all on one thread, which is there from the first one on. Thread-safe. Its destructor drops what is
// not due yet.
class AnswerTimer {
 public:
  AnswerTimer() = default;
  ~AnswerTimer();
  AnswerTimer(const AnswerTimer&) = delete;
  AnswerTimer& operator=(const AnswerTimer&) = delete;

  // `task` must neither throw nor wait.
  void after(Millis time, std::function<void()> task);
  // Does now, on this thread, what is not due yet.
  void do_all_now();

 private:
  using Clock = std::chrono::steady_clock;
  void run();

  std::mutex lock_;
  std::condition_variable changed_;
  std::multimap<Clock::time_point, std::function<void()>> tasks_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cancel::mcp::detail
