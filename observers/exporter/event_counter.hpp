#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "cancel/domain/events.hpp"
#include "exporter/cancellation_counts.hpp"
#include "exporter/known_cancellation.hpp"
#include "live/live_state.hpp"

namespace cancel::exporter {

// Counts the events of one log, each once, in order, whatever is read twice; begins anew with another log.
//
// A completion does not say what its cancellation was: that is remembered from the request on, and a little longer,
// since work that is reported late completes a cancellation again. What was requested before it began to count is
// looked up in the LiveState; where that does not know it either, it counts as `other` and graceful, and its duration
// is left out.
//
// A value; pure; not thread-safe. An event costs a look-up; an open cancellation about 200 bytes.
class EventCounter {
 public:
  // So many are remembered after they are completed.
  static constexpr std::size_t most_completed = 1'000;

  // What is to be kept, so that a later one goes on where this one stopped.
  struct Kept {
    std::string log_id;
    Position position = 0;  // everything up to here is counted
    CancellationCounts counts{};
    KnownCancellations known{};

    bool operator==(const Kept&) const = default;
  };

  EventCounter() = default;
  explicit EventCounter(Kept kept);

  // The log that is read now ends, or ended a moment ago, at `head`. Begins anew where it is another one, or has become
  // shorter, as from a backup. To be called before its events are counted.
  void reads(const std::string& log_id, Position head);
  // `state` has applied `event` already.
  void count(const Event& event, const live::LiveState& state);

  const CancellationCounts& counts() const { return kept_.counts; }
  const std::string& log_id() const { return kept_.log_id; }  // empty: none was read yet
  Position position() const { return kept_.position; }
  // `position`: up to where events were looked at. Costs a copy of what is known.
  Kept keep(Position position, const live::LiveState& state) const;

 private:
  void count_request(const Event& event, const CancellationRequested& data);
  void count_executed(const Event& event, const live::LiveState& state);
  void count_completed(const Event& event, const CancellationCompleted& data, const live::LiveState& state);
  KnownCancellation* find(const TokenName& token);
  KnownCancellation* find(const TokenName& token, const live::LiveState& state);
  void set_completed(const TokenName& token, KnownCancellation& cancellation, Position position);

  Kept kept_;
  std::map<Position, TokenName> completed_;  // the completed ones among the known, by the position of their completion
};

}  // namespace cancel::exporter
