#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace cancel::mcp {

// A thread for what the edge has to do beside answering: something every now and then, and what others must not do
// themselves because they stand inside of what it would destroy. Thread-safe.
class Caretaker {
 public:
  Caretaker(std::chrono::milliseconds every, std::function<void()> chore);
  void begin();  // starts the thread; what was posted before waits for it
  ~Caretaker();  // end()
  Caretaker(const Caretaker&) = delete;
  Caretaker& operator=(const Caretaker&) = delete;

  // Runs it soon; after end(), at once in here.
  void post(std::function<void()> errand);
  // Runs it after a while; never, where end() comes before.
  void post_after(std::chrono::milliseconds delay, std::function<void()> errand);
  // Runs what was posted, and ends the thread. Not from within.
  void end();

 private:
  void run();
  void collect_due();

  const std::chrono::milliseconds every_;
  const std::function<void()> chore_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> errands_;
  std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> later_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cancel::mcp
