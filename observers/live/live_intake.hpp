#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "live/fetched.hpp"
#include "live/live_state.hpp"
#include "live/standing.hpp"

namespace cancel::live {

// The half of a LiveFeed that never waits: makes state and standing of what was fetched. Not thread-safe.
class LiveIntake {
 public:
  explicit LiveIntake(const LiveState::Options& options) : state_(options) {}

  // Whether anything changed.
  bool take(Fetched fetched);
  // The operations that should be asked for. They are not told again.
  std::vector<TokenName> take_doubtful() { return state_.take_doubtful(); }

  const LiveState& state() const { return state_; }
  const Standing& standing() const { return standing_; }

  // As LiveFeed's.
  std::function<void(const Event&, std::string_view json)> on_event;
  std::function<void()> on_reset;

 private:
  void take(const Listing& listing);
  void take(InfoReply daemon);
  void take(StatisticsReply statistics);
  void take(const OperationView& operation);
  void take(const FollowedEvent& item);
  void take(const UnreadableEvent& item);
  void take(const Connected& item);
  void take(const Disconnected& item);
  void take(const CaughtUp& item);
  void take(const Refused& item);
  // These are never handed over: a listing comes in their place.
  void take(const LogChanged&) {}
  void take(const Pruned&) {}

  bool away(const std::string& fault);
  void reached(Position position);

  LiveState state_;
  Standing standing_;
};

}  // namespace cancel::live
