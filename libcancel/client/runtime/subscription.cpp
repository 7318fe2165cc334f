#include "cancel/client/subscription.hpp"

#include <utility>

#include "runtime/core.hpp"
#include "runtime/loop.hpp"

namespace cancel {

Subscription::Subscription(std::shared_ptr<client::Core> core, std::shared_ptr<client::SubscriptionFeed> feed)
    : core_(std::move(core)), feed_(std::move(feed)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    end();
    core_ = std::move(other.core_);
    feed_ = std::move(other.feed_);
  }
  return *this;
}

Subscription::~Subscription() {
  end();
}

std::optional<FollowedItem> Subscription::next(Millis timeout) {
  core_->check_process();
  bool made_room = false;
  auto item = feed_->next(timeout, made_room);
  if (made_room) core_->loop().wake();
  return item;
}

// The feed's sockets are the I/O thread's to close.
void Subscription::end() noexcept {
  if (!feed_ || core_->is_forked()) return;
  client::Loop& loop = core_->loop();
  loop.post([&loop, feed = std::move(feed_)] { loop.remove(feed); });
}

}  // namespace cancel
