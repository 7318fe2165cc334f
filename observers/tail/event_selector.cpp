#include "tail/event_selector.hpp"

#include <algorithm>
#include <utility>

namespace cancel::tail {

namespace {

template <typename Value>
bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_expiry(const Event& event, ExpiredBecause because) {
  const auto* expired = std::get_if<CancellationExpired>(&event.data);
  return expired != nullptr && expired->because == because;
}

// Whether it can be part of a cancellation that was asked for before it.
bool may_follow_cancellation(const Event& event) {
  switch (event.type()) {
    case EventType::cancellation_executed:
    case EventType::cancellation_escalated:
    case EventType::cancellation_completed:
    case EventType::operation_finished:
      return true;
    default:
      return is_expiry(event, ExpiredBecause::unconfirmed);
  }
}

}  // namespace

EventSelector::EventSelector(Selection selection, std::size_t most) : selection_(std::move(selection)), most_(most) {}

EventSelector::Verdict EventSelector::decide(const Event& event) {
  if (!selection_.restricts()) return Verdict::wanted;
  if (event.of_session()) return Verdict::unwanted;
  const Known known = after(find(event.token), event);
  const Answer tool = fits_tool(known, event);
  const Answer cause = tool == Answer::no ? Answer::no : fits_cause(known, event);
  if (tool != Answer::no && cause != Answer::no && (tool == Answer::unknown || cause == Answer::unknown)) {
    return Verdict::unknown;
  }
  const bool uncancelled_end = event.type() == EventType::operation_finished && known.cancelled == Answer::no;
  const bool over = uncancelled_end || event.type() == EventType::cancellation_completed ||
                    event.type() == EventType::token_released || is_expiry(event, ExpiredBecause::ttl);
  if (over) {
    forget(event.token);
  } else {
    remember(event.token, known);
  }
  return tool == Answer::yes && cause == Answer::yes ? Verdict::wanted : Verdict::unwanted;
}

void EventSelector::learn(const TokenName& name, const std::optional<Cause>& cause,
                          const std::optional<std::string>& tool) {
  Known known = find(name);
  known.cancelled = cause ? Answer::yes : Answer::no;
  known.cause = cause ? wants(*cause) : Answer::no;
  known.tool = wants(tool);
  remember(name, known);
}

void EventSelector::forget_all() {
  tokens_.clear();
  recent_.clear();
}

// What is known of the token once `event` has happened.
EventSelector::Known EventSelector::after(Known known, const Event& event) const {
  if (const auto* requested = std::get_if<CancellationRequested>(&event.data)) {
    known.cancelled = Answer::yes;
    known.cause = wants(requested->cause);
  }
  if (const auto* started = std::get_if<OperationStarted>(&event.data)) known.tool = wants(started->tool);
  // Between its creation and its start a token can only have been cancelled, so the numbers say whether it was.
  const bool fresh = event.version == 1 || (event.version == 2 && event.type() == EventType::operation_started);
  if (fresh && event.type() != EventType::cancellation_requested && known.cancelled == Answer::unknown) {
    known.cancelled = Answer::no;
    known.cause = Answer::no;
  }
  return known;
}

EventSelector::Answer EventSelector::fits_cause(const Known& known, const Event& event) const {
  if (selection_.causes.empty()) return Answer::yes;
  const bool belongs = event.type() == EventType::cancellation_requested || may_follow_cancellation(event);
  return belongs ? known.cause : Answer::no;
}

EventSelector::Answer EventSelector::fits_tool(const Known& known, const Event& event) const {
  if (selection_.tools.empty()) return Answer::yes;
  return event.of_operation ? known.tool : Answer::no;
}

EventSelector::Answer EventSelector::wants(Cause cause) const {
  return contains(selection_.causes, cause) ? Answer::yes : Answer::no;
}

EventSelector::Answer EventSelector::wants(const std::optional<std::string>& tool) const {
  return tool && contains(selection_.tools, *tool) ? Answer::yes : Answer::no;
}

EventSelector::Known EventSelector::find(const TokenName& name) const {
  const auto found = tokens_.find(name);
  return found == tokens_.end() ? Known{} : found->second.known;
}

void EventSelector::remember(const TokenName& name, const Known& known) {
  const auto found = tokens_.find(name);
  if (found != tokens_.end()) {
    found->second.known = known;
    recent_.splice(recent_.end(), recent_, found->second.place);
    return;
  }
  if (tokens_.size() >= most_) forget(recent_.front());
  recent_.push_back(name);
  tokens_.emplace(name, Entry{known, std::prev(recent_.end())});
}

void EventSelector::forget(const TokenName& name) {
  const auto found = tokens_.find(name);
  if (found == tokens_.end()) return;
  const auto place = found->second.place;  // `name` may be the very text that stands there
  tokens_.erase(found);
  recent_.erase(place);
}

}  // namespace cancel::tail
