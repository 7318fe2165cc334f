#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cancel/client/messaging.hpp"
#include "top/wish.hpp"

namespace cancel::top {

// Grants wishes on a thread of its own, one after the other, so that the screen never waits.
//
// Thread-safe. `messaging` must outlive it.
class Worker {
 public:
  struct Options {
    std::string endpoint{};   // of commands
    std::string requester{};  // who cancels
    Millis answer_within{5'000};
  };

  // Throws BadEndpoint.
  Worker(Messaging& messaging, const Options& options);
  // Waits for no answer: whether a wish that was sent is granted stays unknown. Forgets the others.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void wish(Wish wish);
  // What was answered since it was last asked. Never waits.
  std::vector<WishAnswer> take_answers();

 private:
  class Granting;

  void run();

  std::unique_ptr<Granting> granting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Wish> wishes_;
  std::vector<WishAnswer> answers_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cancel::top
