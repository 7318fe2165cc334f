#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "cancel/mcp/executor.hpp"
#include "cancel/token/cancellation_source.hpp"

// An executor and work for it that a test holds by a gate.

namespace scene {

using namespace std::chrono_literals;
using namespace cancel;
using namespace cancel::mcp;
using State = cancel::mcp::OperationState;

// Looks until `condition` holds; false where it does not within twenty seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(200us);
  }
  return true;
}

// Holds work until it is opened.
class Gate {
 public:
  void open() {
    const std::lock_guard guard(lock_);
    is_open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock guard(lock_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(guard, [this] { return is_open_; });
  }
  void wait_for_arrival() {
    std::unique_lock guard(lock_);
    REQUIRE(changed_.wait_for(guard, 20s, [this] { return arrived_ > 0; }));
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  bool is_open_ = false;
  int arrived_ = 0;
};

inline JsonText text(const std::string& word) {
  return JsonText::written("\"" + word + "\"");
}

inline Executor::Task giving(const std::string& word) {
  return [word](RunningOperation&) { return text(word); };
}
// Works until it is told to stop, and stops then.
inline JsonText until_cancelled(RunningOperation& operation) {
  while (!operation.token().wait(Stage::requested, 1s)) {
  }
  operation.token().throw_if_cancelled();
  return {};
}

inline ExecuteOptions at_once(const std::string& type = "work") {
  return ExecuteOptions{.type = type, .answer_within = Millis{0}};
}
inline ExecuteOptions patiently(const std::string& type = "work") {
  return ExecuteOptions{.type = type, .answer_within = Millis{20'000}};
}

constexpr Millis long_enough{20'000};

inline OperationStatus end_of(Executor& executor, const std::string& id, const std::string& owner = "") {
  const auto status = executor.wait(id, owner, long_enough);
  REQUIRE(status);
  REQUIRE(status->state != State::running);
  return *status;
}

}  // namespace scene
