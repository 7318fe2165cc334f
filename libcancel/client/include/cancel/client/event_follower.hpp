#pragma once

#include <memory>
#include <optional>

#include "cancel/client/connection_options.hpp"
#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/event_filter.hpp"
#include "cancel/client/followed_item.hpp"
#include "cancel/client/messaging.hpp"

namespace cancel {

struct FollowOptions {
  std::optional<Position> after;  // hands out what comes after this position; empty: after the head of now
  EventFilter filter;
  Millis answer_within{5'000};  // an answer that takes longer counts as none: Disconnected
  Millis longest_pause{5'000};  // between attempts to read, however many have failed; they begin at 100 ms
  Millis silence{3'000};        // without a word from the event socket: look into the log
  int queue = 10'000;           // published messages that may wait to be looked at; what is lost is read later
  std::size_t page = 1'000;     // events asked for at once
  ConnectionOptions connection;
};

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
