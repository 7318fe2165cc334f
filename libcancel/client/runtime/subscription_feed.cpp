#include "runtime/subscription_feed.hpp"

#include <utility>

namespace cancel::client {

namespace {

constexpr std::size_t most_items = 1'000;

}  // namespace

bool SubscriptionFeed::is_full() {
  const std::lock_guard lock(lock_);
  full_ = items_.size() >= most_items;
  return full_;
}

void SubscriptionFeed::step() {
  while (!is_full()) {
    auto item = following_.try_next();
    if (!item) return;
    {
      const std::lock_guard lock(lock_);
      items_.push_back(*std::move(item));
    }
    changed_.notify_one();
  }
}

void SubscriptionFeed::add_wanted(std::vector<zmq::pollitem_t>& items) {
  if (!is_full()) following_.add_wanted(items);
}

WaitPoint SubscriptionFeed::due() {
  return is_full() ? WaitPoint::max() : following_.due();
}

std::optional<FollowedItem> SubscriptionFeed::next(Millis timeout, bool& made_room) {
  const WaitPoint until = wait_point_after(timeout);
  std::unique_lock lock(lock_);
  changed_.wait_until(lock, until, [this] { return ended_ || !items_.empty(); });
  if (items_.empty()) return std::nullopt;
  FollowedItem item = std::move(items_.front());
  items_.pop_front();
  made_room = full_ && items_.size() <= most_items / 2;
  return item;
}

void SubscriptionFeed::end() {
  {
    const std::lock_guard lock(lock_);
    ended_ = true;
  }
  changed_.notify_all();
}

}  // namespace cancel::client
