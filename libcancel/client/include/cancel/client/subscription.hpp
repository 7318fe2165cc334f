#pragma once

#include <memory>
#include <optional>

#include "cancel/client/followed_item.hpp"
#include "cancel/domain/time.hpp"

namespace cancel {

namespace client {
class Core;
class SubscriptionFeed;
}  // namespace client

// Events as they happen, made by Client::subscribe(): in order, without a hole and without a duplicate, over lost
// messages, restarts of the daemon and another log. The client's I/O thread fetches up to 1,000 ahead; who is slower
// than the daemon reads from the log what was published meanwhile.
//
// Thread-safe: each item goes to one caller. To be moved, not copied. Ends with its client: then next() is always
// empty.
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

  // The next item; waits up to `timeout` for one.
  std::optional<FollowedItem> next(Millis timeout);

  // For the client.
  Subscription(std::shared_ptr<client::Core> core, std::shared_ptr<client::SubscriptionFeed> feed);

 private:
  void end() noexcept;

  std::shared_ptr<client::Core> core_;
  std::shared_ptr<client::SubscriptionFeed> feed_;
};

}  // namespace cancel
