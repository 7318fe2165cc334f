#include "live/timeline.hpp"

#include <algorithm>

namespace cancel::live {

namespace {

void add(Timeline::Step& sum, const Timeline::Step& step) {
  sum.started += step.started;
  sum.finished += step.finished;
  sum.requested += step.requested;
  sum.completed += step.completed;
  sum.unconfirmed += step.unconfirmed;
  sum.latencies.merge(step.latencies);
}

}  // namespace

Timeline::Timeline(Millis length, std::size_t steps)
    : length_(std::max(length, Millis{1})), most_(std::max<std::size_t>(steps, 1)) {}

Timestamp Timeline::begin_of(Timestamp time) const {
  return time - time.time_since_epoch() % length_;
}

// A clock that was set back a little writes into the steps that are there. One that was set back farther than all of
// them reach does not come to them for long: they are dropped.
Timeline::Step* Timeline::at(Timestamp time) {
  const Timestamp begin = begin_of(time);
  const auto reach = length_ * static_cast<std::int64_t>(most_);
  if (!steps_.empty() && steps_.front().from - begin >= reach) steps_.clear();
  if (steps_.empty()) steps_.push_back({begin});
  if (begin < steps_.front().from) return nullptr;
  const auto ahead = (begin - steps_.back().from) / length_;
  if (ahead >= static_cast<std::int64_t>(most_)) {
    steps_.clear();
    steps_.push_back({begin});
  }
  while (steps_.back().from < begin) {
    steps_.push_back({steps_.back().from + length_});
    if (steps_.size() > most_) steps_.pop_front();
  }
  return &steps_[static_cast<std::size_t>((begin - steps_.front().from) / length_)];
}

void Timeline::count(EventType type, Timestamp time) {
  Step* step = at(time);
  if (!step) return;
  if (type == EventType::operation_started) ++step->started;
  if (type == EventType::operation_finished) ++step->finished;
  if (type == EventType::cancellation_requested) ++step->requested;
  if (type == EventType::cancellation_completed) ++step->completed;
}

void Timeline::count_unconfirmed(Timestamp time) {
  if (Step* step = at(time)) ++step->unconfirmed;
}

void Timeline::count_latency(Timestamp completed_at, Timestamp::duration latency) {
  if (Step* step = at(completed_at)) step->latencies.add(std::max<std::int64_t>(latency.count(), 0));
}

std::deque<Timeline::Step> Timeline::until(Timestamp now) const {
  std::deque<Step> all = steps_;
  if (all.empty()) return all;
  const Timestamp last = begin_of(now);
  if ((last - all.back().from) / length_ >= static_cast<std::int64_t>(most_))
    all = {Step{last - length_ * (static_cast<std::int64_t>(most_) - 1)}};
  while (all.back().from < last) {
    all.push_back({all.back().from + length_});
    if (all.size() > most_) all.pop_front();
  }
  return all;
}

Timeline::Step Timeline::sum(Timestamp now, Millis span) const {
  const Timestamp from = begin_of(now - span) + length_;
  Step sum{from};
  for (const Step& step : steps_) {
    if (step.from >= from && step.from <= now) add(sum, step);
  }
  return sum;
}

}  // namespace cancel::live
