#pragma once

#include <memory>
#include <optional>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/follow_options.hpp"
#include "cancel/client/followed_item.hpp"
#include "cancel/client/messaging.hpp"

namespace cancel {

// Hands out the events of a daemon, in order, without a hole and without a duplicate: over lost messages, broken
// connections and restarts of the daemon. It reads the log until it meets what is published live, and again whenever
// something may be missing.
//
//        ┌──────── a gap, a heartbeat from ahead, a new connection, silence ────────┐
//        ▼                                                                          │
//     reading ──────────────────── the log's head is reached ──────────────────► live
//
// With a namespace in the filter only its messages are received. Then their positions show no gap, and what arrives
// tells no more than that there is something to read.
//
// Not thread-safe: one thread owns an EventFollower. `messaging` must outlive it.
class EventFollower {
 public:
  // Connects in the background, and begins where `options` say once the daemon answers. Throws BadEndpoint.
  EventFollower(Messaging& messaging, const DaemonEndpoints& daemon, FollowOptions options = {});
  ~EventFollower();
  EventFollower(EventFollower&&) noexcept;
  EventFollower& operator=(EventFollower&&) noexcept;

  // The next item; waits up to `timeout` for one. Everything happens in here: while nobody calls, the queue fills.
  std::optional<FollowedItem> next(Millis timeout);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
