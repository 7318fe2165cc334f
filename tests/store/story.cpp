#include "story.hpp"

#include <algorithm>

namespace cancel {

Event Story::next_event(EventData data) {
  Event event;
  event.position = ++head_;
  event.time = now_;
  event.data = std::move(data);
  return event;
}

TokenView& Story::add(const TokenName& token, EventData data) {
  Event event = next_event(std::move(data));
  TokenView& row = rows_[token];
  if (row.key == 0) {
    row.key = event.position;
    row.name = token;
  }
  if (event.type() == EventType::operation_started) row.has_operation = true;
  row.position = event.position;
  event.version = ++row.version;
  event.token = token;
  event.of_operation = row.has_operation;
  events_.push_back(std::move(event));
  touched_[token] = true;
  return row;
}

void Story::add_session(EventData data) {
  Event event = next_event(std::move(data));
  event.token = {std::string(default_namespace), ""};
  events_.push_back(std::move(event));
}

Story& Story::created(const TokenName& token, std::vector<TokenName> parents, Labels labels) {
  TokenView& row = add(token, TokenCreated{parents, Millis{60'000}, labels});
  row.created_at = now_;
  row.expires_at = cancel::after(now_, Millis{60'000});
  row.parents = std::move(parents);
  row.labels = std::move(labels);
  return *this;
}

Story& Story::started(const TokenName& token, const std::string& tool) {
  OperationStarted started;
  started.tool = tool;
  started.request_id = RequestId{std::int64_t{7}};
  started.session = "session-1";
  TokenView& row = add(token, std::move(started));
  row.tool = tool;
  row.expires_at.reset();
  return *this;
}

Story& Story::requested(const TokenName& token, const std::string& reason) {
  CancellationRequested request;
  request.reason = reason;
  request.requested_by = "ann";
  request.grace = Millis{5'000};
  TokenView& row = add(token, request);
  row.state = TokenState::requested;
  row.requested_at = now_;
  row.reason = reason;
  row.cause = Cause::user_requested;
  row.mode = Mode::graceful;
  row.requested_by = "ann";
  row.expires_at.reset();
  return *this;
}

Story& Story::executed(const TokenName& token) {
  TokenView& row = add(token, CancellationExecuted{});
  row.state = TokenState::executed;
  row.executed_at = now_;
  return *this;
}

Story& Story::escalated(const TokenName& token) {
  TokenView& row = add(token, CancellationEscalated{EscalatedBecause::grace_elapsed, {}});
  row.mode = Mode::force;
  row.escalated_at = now_;
  return *this;
}

Story& Story::completed(const TokenName& token, Outcome outcome) {
  TokenView& row = add(token, CancellationCompleted{outcome, "it said \"no\"\n\xE2\x80\xA6", false});
  row.state = TokenState::completed;
  row.completed_at = now_;
  row.outcome = outcome;
  return *this;
}

Story& Story::expired(const TokenName& token, ExpiredBecause because) {
  TokenView& row = add(token, CancellationExpired{because});
  row.state = TokenState::expired;
  row.expired_at = now_;
  row.expires_at.reset();
  return *this;
}

Story& Story::finished(const TokenName& token, Outcome outcome) {
  TokenView& row = add(token, OperationFinished{outcome, {}});
  row.outcome = outcome;
  if (!row.cancelled()) row.state = TokenState::released;
  return *this;
}

Story& Story::released(const TokenName& token) {
  TokenView& row = add(token, TokenReleased{});
  row.state = TokenState::released;
  row.expires_at.reset();
  return *this;
}

Story& Story::session_opened(const std::string& session) {
  add_session(SessionOpened{session, "github-mcp", "1.2", 4711, "host", Millis{30'000}});
  return *this;
}

Story& Story::session_closed(const std::string& session) {
  add_session(SessionClosed{session, SessionClosedBecause::lease_elapsed});
  return *this;
}

Story& Story::touched(const TokenName& token) {
  TokenView& row = rows_.at(token);
  row.expires_at = now_;
  touched_[token] = true;
  return *this;
}

Story& Story::after(std::chrono::microseconds time) {
  now_ += time;
  return *this;
}

Batch Story::take() {
  batch_events_ = std::exchange(events_, {});
  batch_rows_.clear();
  for (const auto& [token, yes] : std::exchange(touched_, {})) batch_rows_.push_back(rows_.at(token));
  told_.insert(told_.end(), batch_events_.begin(), batch_events_.end());
  return {head_ - batch_events_.size(), batch_events_, batch_rows_};
}

std::vector<Event> Story::events_of(const TokenName& token) const {
  std::vector<Event> found;
  std::copy_if(told_.begin(), told_.end(), std::back_inserter(found),
               [&](const Event& event) { return event.token == token; });
  return found;
}

std::vector<TokenView> Story::rows() const {
  std::vector<TokenView> found;
  for (const auto& [token, row] : rows_) found.push_back(row);
  std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) { return left.key < right.key; });
  return found;
}

}  // namespace cancel
