#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace cancel::mcp {

// Runs cancellations, and with them the callbacks of whoever works, on a thread of its own, in the order given: so that
// reading from a peer never waits for a callback. Thread-safe. Its destructor runs what is left and ends the thread.
class Canceller {
 public:
  Canceller();
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  void post(std::function<void()> cancellation);
  // Waits until everything that was posted by now has run. Not from within.
  void drain();

 private:
  void run();

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::uint64_t posted_ = 0;
  std::uint64_t done_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cancel::mcp
