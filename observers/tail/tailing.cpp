#include "tail/tailing.hpp"

#include <utility>

namespace cancel::tail {

Tailing::Tailing(Parts parts, const std::optional<Position>& begin) : parts_(std::move(parts)), begin_(begin) {}

bool Tailing::take(const FollowedEvent& item) {
  if (wants(item.event)) react({item.event.position, &item.event, item.json, log_id_});
  dealt_with(item.event.position);
  return false;
}

// What it belongs to is not known, so who asked for something particular does not get it.
bool Tailing::take(const UnreadableEvent& item) {
  if (!parts_.selector.restricts()) react({item.position, nullptr, item.json, log_id_});
  dealt_with(item.position);
  return false;
}

bool Tailing::connected(const Connected& item) {
  const bool first = !std::exchange(contact_, true);
  if (!first) return false;
  log_id_ = item.log_id;
  // So that the next run begins here, even if this one never sees an event.
  if (!begin_ && parts_.progress != nullptr) {
    parts_.progress->reached(log_id_, item.head);
    parts_.progress->save();
  }
  return false;
}

void Tailing::caught_up(Position head) {
  const bool begun = !begin_ || head >= *begin_;  // or the log has yet to come to where it is to begin
  if (begun && parts_.progress != nullptr) parts_.progress->reached(log_id_, head);
}

void Tailing::log_changed(const std::string& log_id) {
  log_id_ = log_id;
  begin_ = 0;
  parts_.selector.forget_all();
  if (parts_.progress != nullptr) parts_.progress->reached(log_id_, 0);
}

void Tailing::idle() {
  if (parts_.stop != nullptr) parts_.stop->check();
  parts_.reaction.settle();
  if (parts_.progress != nullptr && parts_.progress->is_due()) parts_.progress->save();
}

void Tailing::finish() {
  parts_.reaction.settle();
  if (parts_.progress != nullptr) parts_.progress->save();
}

bool Tailing::wants(const Event& event) {
  auto verdict = parts_.selector.decide(event);
  if (verdict == EventSelector::Verdict::unknown) {
    const TokenFacts facts = parts_.lookup.ask(event.token);
    parts_.selector.learn(event.token, facts.cause, facts.tool);
    verdict = parts_.selector.decide(event);
  }
  return verdict == EventSelector::Verdict::wanted && matches(parts_.filter, event);
}

void Tailing::react(const TailedEvent& event) {
  parts_.reaction.react(event);
  if (parts_.progress == nullptr || !parts_.reaction.is_costly()) return;
  parts_.progress->reached(event.log_id, event.position);
  parts_.progress->save();
}

// Events may come without a pause for a long time.
void Tailing::dealt_with(Position position) {
  if (parts_.progress != nullptr) {
    parts_.progress->reached(log_id_, position);
    if (parts_.progress->is_due()) finish();
  }
  if (parts_.stop != nullptr) parts_.stop->check();
}

}  // namespace cancel::tail
