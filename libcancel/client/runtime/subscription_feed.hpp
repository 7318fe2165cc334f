#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "cancel/client/followed_item.hpp"
#include "follow/following.hpp"

namespace cancel::client {

// What one subscriber has not fetched yet. The I/O thread fills it up to a bound, and then leaves the rest in the log;
// any thread empties it.
class SubscriptionFeed {
 public:
  SubscriptionFeed(zmq::context_t& context, const DaemonEndpoints& daemon, const FollowOptions& options)
      : following_(context, daemon, options) {}

  // The I/O thread's.
  void step();
  void add_wanted(std::vector<zmq::pollitem_t>& items);
  WaitPoint due();

  // Thread-safe. Waits up to `timeout`; `made_room` says that the I/O thread should look again.
  std::optional<FollowedItem> next(Millis timeout, bool& made_room);
  // Nothing more will come: next() does not wait any more.
  void end();

 private:
  bool is_full();

  Following following_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<FollowedItem> items_;
  bool full_ = false;
  bool ended_ = false;
};

}  // namespace cancel::client
