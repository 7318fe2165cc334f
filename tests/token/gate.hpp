#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <unistd.h>

// A door that is opened once. Thread-safe. Who waits before it longer than a test may last leaves by an exception.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(lock_);
    is_open_ = true;
    opened_.notify_all();
  }

  bool is_open() const {
    const std::lock_guard lock(lock_);
    return is_open_;
  }

  void pass() const {
    std::unique_lock lock(lock_);
    if (!opened_.wait_for(lock, std::chrono::seconds{60}, [this] { return is_open_; }))
      throw std::runtime_error("a gate was never opened");
  }

 private:
  mutable std::mutex lock_;
  mutable std::condition_variable opened_;
  bool is_open_ = false;
};

// Waits until `condition` holds; false where it does not within the time of a test.
template <typename Condition>
bool eventually(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

// Whether that thread of this process waits inside the kernel.
inline bool is_asleep(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(") ");
  return name_end != std::string::npos && line[name_end + 2] == 'S';
}
