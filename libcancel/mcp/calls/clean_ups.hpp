#pragma once

#include <mutex>
#include <vector>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

// What is to be done when a call has ended. Thread-safe.
class CleanUps {
 public:
  using CleanUp = RequestContext::CleanUp;

  void add(CleanUp clean_up, Millis deadline);

  // Runs them on this thread, the last one first, also those that are added meanwhile, and forgets them. Each has a
  // token of its own, which is cancelled when its time is over; the next one begins when it has returned. What they
  // throw is contained, and goes to the handler of callbacks' exceptions.
  void run() noexcept;

 private:
  struct Item {
    CleanUp clean_up;
    Millis deadline;
  };

  std::optional<Item> take_last();

  std::mutex lock_;
  std::vector<Item> items_;
};

}  // namespace cancel::mcp
