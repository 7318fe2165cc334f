#include "cancel/client/event_follower.hpp"

#include <utility>

#include "follow/following.hpp"
#include "rpc/messaging_context.hpp"

namespace cancel {

class EventFollower::Impl : public client::Following {
 public:
  using Following::Following;
};

EventFollower::EventFollower(Messaging& messaging, const DaemonEndpoints& daemon, FollowOptions options)
    : impl_(std::make_unique<Impl>(messaging.context().sockets, daemon, std::move(options))) {}

EventFollower::~EventFollower() = default;
EventFollower::EventFollower(EventFollower&&) noexcept = default;
EventFollower& EventFollower::operator=(EventFollower&&) noexcept = default;

std::optional<FollowedItem> EventFollower::next(Millis timeout) {
  return impl_->next(client::wait_point_after(timeout));
}

}  // namespace cancel
