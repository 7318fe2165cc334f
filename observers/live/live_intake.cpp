#include "live/live_intake.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace cancel::live {

namespace {

Timestamp now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

}  // namespace

bool LiveIntake::take(Fetched fetched) {
  bool changed = fetched.listing || fetched.daemon || fetched.statistics || !fetched.items.empty();
  if (fetched.fault) changed = away(*fetched.fault) || changed;
  if (fetched.listing) take(*fetched.listing);
  if (fetched.daemon) take(*std::move(fetched.daemon));
  for (const OperationView& operation : fetched.operations) take(operation);
  for (const FollowedItem& item : fetched.items) {
    std::visit([this](const auto& content) { take(content); }, item);
  }
  if (fetched.statistics) take(*std::move(fetched.statistics));
  return changed;
}

bool LiveIntake::away(const std::string& fault) {
  const bool changed = standing_.connected || standing_.fault != fault;
  if (standing_.connected) standing_.away_since = now();
  standing_.connected = false;
  standing_.fault = fault;
  return changed;
}

void LiveIntake::take(const Listing& listing) {
  const bool again = !standing_.log_id.empty();
  state_.clear();
  standing_.log_id = listing.daemon.log_id;
  standing_.position = 0;
  standing_.head = listing.daemon.head;
  standing_.caught_up = false;
  if (again && on_reset) on_reset();
  take(InfoReply(listing.daemon));
  take(Connected{standing_.log_id, listing.daemon.head});
  for (const OperationView& operation : listing.operations) state_.list(operation);
  for (const TokenView& token : listing.shared) state_.list(token);
}

void LiveIntake::take(InfoReply daemon) {
  if (daemon.graceful_timeout && daemon.force_timeout) {
    state_.set_default_times(*daemon.graceful_timeout, *daemon.force_timeout);
  }
  standing_.daemon = std::move(daemon);
}

void LiveIntake::take(StatisticsReply statistics) {
  standing_.head = std::max(standing_.head, statistics.head);
  standing_.statistics = std::move(statistics);
  standing_.statistics_at = now();
}

// What events have told of its cancellation meanwhile is more.
void LiveIntake::take(const OperationView& operation) {
  const LiveToken* const known = state_.find(operation.name);
  if (!known || !known->cancellation) state_.list(operation);
}

void LiveIntake::take(const FollowedEvent& item) {
  state_.apply(item.event);
  reached(item.event.position);
  if (on_event) on_event(item.event, item.json);
}

void LiveIntake::take(const UnreadableEvent& item) {
  reached(item.position);
}

void LiveIntake::take(const Connected& item) {
  standing_.connected = true;
  standing_.fault.clear();
  standing_.away_since.reset();
  standing_.caught_up = false;  // it says so when it is
  standing_.head = std::max(standing_.head, item.head);
}

void LiveIntake::take(const Disconnected& item) {
  away(item.fault);
}

void LiveIntake::take(const CaughtUp& item) {
  standing_.caught_up = true;
  reached(item.head);
}

void LiveIntake::take(const Refused& item) {
  away("the daemon refuses to be read: " + item.error.message);
}

void LiveIntake::reached(Position position) {
  standing_.position = std::max(standing_.position, position);
  standing_.head = std::max(standing_.head, position);
}

}  // namespace cancel::live
