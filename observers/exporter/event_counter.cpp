#include "exporter/event_counter.hpp"

#include <algorithm>

namespace cancel::exporter {

namespace {

KnownCancellation known_of(const live::LiveCancellation& cancellation) {
  return {cancellation.cause, cancellation.mode, cancellation.requested_at, cancellation.executed_at};
}

}  // namespace

EventCounter::EventCounter(Kept kept) : kept_(std::move(kept)) {
  for (const auto& [token, cancellation] : kept_.known) {
    if (cancellation.completed > 0) completed_.emplace(cancellation.completed, token);
  }
}

void EventCounter::reads(const std::string& log_id, Position head) {
  if (kept_.log_id == log_id && kept_.position <= head) return;
  kept_ = {};
  completed_.clear();
  kept_.log_id = log_id;
}

void EventCounter::count(const Event& event, const live::LiveState& state) {
  if (event.position <= kept_.position) return;
  kept_.position = event.position;
  switch (event.type()) {
    case EventType::operation_started:
      // Work that is reported late has not taken up what others under its token did.
      if (KnownCancellation* known = find(event.token)) known->executed_at.reset();
      return;
    case EventType::cancellation_requested:
      return count_request(event, std::get<CancellationRequested>(event.data));
    case EventType::cancellation_executed:
      return count_executed(event, state);
    case EventType::cancellation_escalated:
      if (KnownCancellation* known = find(event.token)) known->mode = Mode::force;
      return;
    case EventType::cancellation_completed:
      return count_completed(event, std::get<CancellationCompleted>(event.data), state);
    default:
      return;
  }
}

void EventCounter::count_request(const Event& event, const CancellationRequested& data) {
  ++kept_.counts.requested[index_of(data.cause)][index_of(data.mode)];
  KnownCancellation& known = kept_.known[event.token];
  completed_.erase(known.completed);
  known = {data.cause, data.mode, event.time};
}

void EventCounter::count_executed(const Event& event, const live::LiveState& state) {
  KnownCancellation* known = find(event.token, state);
  if (!known) return;
  known->executed_at = event.time;
  kept_.counts.executed[index_of(known->mode)].add(event.time - known->requested_at);
}

void EventCounter::count_completed(const Event& event, const CancellationCompleted& data,
                                   const live::LiveState& state) {
  CancellationCounts& counts = kept_.counts;
  KnownCancellation* known = find(event.token, state);
  const KnownCancellation cancellation = known ? *known : KnownCancellation{};
  const std::size_t mode = index_of(cancellation.mode);
  ++counts.completed[index_of(cancellation.cause)][mode][index_of(data.outcome)];
  if (!known) return;
  set_completed(event.token, *known, event.position);
  if (!event.of_operation) return;
  counts.whole[mode].add(event.time - cancellation.requested_at);
  if (cancellation.executed_at) counts.stopping[mode].add(event.time - *cancellation.executed_at);
}

KnownCancellation* EventCounter::find(const TokenName& token) {
  const auto found = kept_.known.find(token);
  return found == kept_.known.end() ? nullptr : &found->second;
}

KnownCancellation* EventCounter::find(const TokenName& token, const live::LiveState& state) {
  if (KnownCancellation* known = find(token)) return known;
  const live::LiveToken* live = state.find(token);
  if (!live || !live->cancellation) return nullptr;
  return &kept_.known.emplace(token, known_of(*live->cancellation)).first->second;
}

// May forget the oldest of those that are completed, which is never this one.
void EventCounter::set_completed(const TokenName& token, KnownCancellation& cancellation, Position position) {
  completed_.erase(cancellation.completed);
  cancellation.completed = position;
  completed_.emplace(position, token);
  if (completed_.size() <= most_completed) return;
  kept_.known.erase(completed_.begin()->second);
  completed_.erase(completed_.begin());
}

EventCounter::Kept EventCounter::keep(Position position, const live::LiveState& state) const {
  Kept kept = kept_;
  kept.position = std::max(position, kept.position);
  for (const live::LiveToken* token : state.open()) kept.known.emplace(token->name, known_of(*token->cancellation));
  return kept;
}

}  // namespace cancel::exporter
