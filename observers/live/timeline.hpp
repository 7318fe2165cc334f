#pragma once

#include <cstdint>
#include <deque>

#include "cancel/domain/events.hpp"
#include "cancel/domain/statistics.hpp"

namespace cancel::live {

// How much of what happened, by time: a row of equally long steps, of which the oldest are dropped.
//
// A value; not thread-safe. Counting costs a constant.
class Timeline {
 public:
  struct Step {
    Timestamp from{};
    std::uint64_t started = 0;      // operations
    std::uint64_t finished = 0;     // operations that ended uncancelled
    std::uint64_t requested = 0;    // cancellations
    std::uint64_t completed = 0;    // cancellations
    std::uint64_t unconfirmed = 0;  // cancellations
    Latencies latencies{};          // of the completed ones that are known from their request on
  };

  // `steps` of `length` each; both at least 1.
  Timeline(Millis length, std::size_t steps);

  // Counts an event of that type at that time; what is older than the oldest step is left out. What is older by
  // as much as all steps are long tells that the clock was set back: they are dropped, and counting begins anew.
  void count(EventType type, Timestamp time);
  void count_unconfirmed(Timestamp time);
  void count_latency(Timestamp completed_at, Timestamp::duration latency);

  // The steps that have begun by `now`, oldest first; steps in which nothing happened are there, too. The last is still
  // going on. Empty before the first event.
  std::deque<Step> until(Timestamp now) const;

  // The sum of the steps that lie in the last `span` before `now`. `from` is the beginning of the first of them.
  Step sum(Timestamp now, Millis span) const;

  Millis length() const { return length_; }
  void clear() { steps_.clear(); }

 private:
  Step* at(Timestamp time);
  Timestamp begin_of(Timestamp time) const;

  Millis length_;
  std::size_t most_;
  std::deque<Step> steps_;  // without a hole, oldest first
};

}  // namespace cancel::live
