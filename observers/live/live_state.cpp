#include "live/live_state.hpp"

#include <algorithm>
#include <tuple>

namespace cancel::live {

namespace {

constexpr Millis second{1'000};

auto by_start(const LiveToken& token) {
  return std::tie(token.operation->started_at, token.name);
}

auto by_request(const LiveToken& token) {
  return std::tie(token.cancellation->requested_at, token.name);
}

Timestamp later(Timestamp left, Timestamp right) {
  return std::max(left, right);
}

void count_down(LiveState::Counts& counts, const std::string& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

}  // namespace

bool LiveState::OldestFirst::operator()(const LiveToken* left, const LiveToken* right) const {
  return by_start(*left) < by_start(*right);
}

bool LiveState::RequestedFirst::operator()(const LiveToken* left, const LiveToken* right) const {
  return by_request(*left) < by_request(*right);
}

LiveState::LiveState(Options options) : options_(options), seconds_(second, 120), hour_(5 * second, 720) {}

void LiveState::set_default_times(Millis grace, Millis force) {
  options_.default_grace = grace;
  options_.default_force = force;
}

void LiveState::clear() {
  running_.clear();
  open_.clear();
  recent_.clear();
  ended_.clear();
  children_.clear();
  tokens_.clear();
  by_namespace_.clear();
  by_tool_.clear();
  unconfirmed_ = 0;
  seconds_.clear();
  hour_.clear();
  doubtful_.clear();
  created_ = 0;
  position_ = 0;
  ++revision_;
}

const LiveToken* LiveState::find(const TokenName& name) const {
  const auto found = tokens_.find(name);
  return found == tokens_.end() ? nullptr : &found->second;
}

std::vector<const LiveToken*> LiveState::children(const TokenName& name) const {
  const auto found = children_.find(name);
  if (found == children_.end()) return {};
  std::vector<const LiveToken*> children(found->second.begin(), found->second.end());
  std::sort(children.begin(), children.end(), OldestFirst{});
  return children;
}

TokenState LiveState::state_of(const LiveToken& token) const {
  if (!token.cancellation) return token.running() ? TokenState::active : TokenState::released;
  const LiveCancellation& cancellation = *token.cancellation;
  if (!cancellation.open()) return TokenState::completed;
  if (cancellation.unconfirmed) return TokenState::expired;
  if (token.running() && !cancellation.executed) return TokenState::requested;
  const auto found = children_.find(token.name);
  if (found == children_.end()) return cancellation.executed ? TokenState::executed : TokenState::requested;
  const bool all = std::all_of(found->second.begin(), found->second.end(), [](const LiveToken* child) {
    return child->cancellation && child->cancellation->executed;
  });
  return all ? TokenState::executed : TokenState::requested;
}

LiveToken& LiveState::token(const TokenName& name) {
  LiveToken& token = tokens_[name];
  if (token.name.id.empty()) token.name = name;
  return token;
}

// The sets are ordered by what may change: a token is taken out before, and put in after.
void LiveState::set_running(LiveToken& token, bool running) {
  if (!token.operation || token.operation->running == running) return;
  const std::string& tool = token.operation->tool ? *token.operation->tool : std::string();
  if (running) {
    token.operation->running = true;
    running_.insert(&token);
    for (const TokenName& parent : token.parents) children_[parent].insert(&token);
    ++by_namespace_[token.name.space];
    ++by_tool_[tool];
    return;
  }
  running_.erase(&token);
  drop_parents(token);
  count_down(by_namespace_, token.name.space);
  count_down(by_tool_, tool);
  token.operation->running = false;
}

void LiveState::set_open(LiveToken& token, bool open) {
  if (open) {
    open_.insert(&token);
  } else {
    open_.erase(&token);
  }
}

void LiveState::set_unconfirmed(LiveToken& token, bool unconfirmed) {
  if (!token.cancellation || token.cancellation->unconfirmed == unconfirmed) return;
  token.cancellation->unconfirmed = unconfirmed;
  unconfirmed ? ++unconfirmed_ : --unconfirmed_;
}

void LiveState::drop_parents(const LiveToken& token) {
  for (const TokenName& parent : token.parents) {
    const auto found = children_.find(parent);
    if (found == children_.end()) continue;
    found->second.erase(&token);
    if (found->second.empty()) children_.erase(found);
  }
}

void LiveState::adopt_parents(LiveToken& token, const std::vector<TokenName>& parents) {
  for (const TokenName& parent : parents) {
    if (std::find(token.parents.begin(), token.parents.end(), parent) == token.parents.end())
      token.parents.push_back(parent);
  }
}

void LiveState::leave_recent(LiveToken& token) {
  const auto found = ended_.find(&token);
  if (found == ended_.end()) return;
  recent_.erase(found->second);
  ended_.erase(found);
}

void LiveState::forget(const TokenName& name) {
  const auto found = tokens_.find(name);
  if (found == tokens_.end()) return;
  LiveToken& token = found->second;
  set_running(token, false);
  if (token.cancellation) {
    set_unconfirmed(token, false);
    set_open(token, false);
  }
  leave_recent(token);
  tokens_.erase(found);
}

void LiveState::end(LiveToken& token, Position position) {
  leave_recent(token);
  recent_.emplace(position, &token);
  ended_.emplace(&token, position);
  while (recent_.size() > options_.recent) forget(TokenName(recent_.begin()->second->name));
}

// The daemon counts from the request or, for work that was reported after it, from its start; then from the escalation.
void LiveState::set_due(LiveToken& token) {
  LiveCancellation& cancellation = *token.cancellation;
  cancellation.escalates_at.reset();
  cancellation.unconfirmed_at.reset();
  if (!token.running() || !cancellation.open() || cancellation.unconfirmed) return;
  const LiveOperation& operation = *token.operation;
  const Timestamp begin = later(cancellation.requested_at, operation.started_at);
  if (cancellation.mode == Mode::graceful) {
    const Millis usual = operation.grace.value_or(options_.default_grace);
    cancellation.escalates_at = after(begin, cancellation.grace.value_or(usual));
  } else {
    const Millis usual = operation.force.value_or(options_.default_force);
    cancellation.unconfirmed_at =
        after(later(cancellation.escalated_at.value_or(begin), begin), cancellation.force.value_or(usual));
  }
}

void LiveState::list(const OperationView& view) {
  forget(view.name);
  LiveToken& token = this->token(view.name);
  token.parents = view.parents;
  token.labels = view.labels;
  token.operation = LiveOperation{view.tool,        view.request_id, view.session, view.started_at,
                                  view.deadline_at, view.grace,      view.force,   false};
  set_running(token, true);
  if (view.cancelled) {
    LiveCancellation& cancellation = token.cancellation.emplace();
    cancellation.cause = view.cause.value_or(Cause::other);
    cancellation.reason = view.reason;
    cancellation.requested_by = view.requested_by;
    cancellation.mode = view.mode.value_or(Mode::graceful);
    cancellation.requested_at = view.requested_at.value_or(view.started_at);
    cancellation.executed = view.state == TokenState::executed;
    cancellation.escalates_at = view.escalates_at;
    cancellation.unconfirmed_at = view.unconfirmed_at;
    set_open(token, true);
    set_unconfirmed(token, view.state == TokenState::expired);
  }
  ++revision_;
}

void LiveState::list(const TokenView& view) {
  if (!view.requested_at || view.completed_at || find(view.name)) return;
  LiveToken& token = this->token(view.name);
  token.parents = view.parents;
  token.labels = view.labels;
  LiveCancellation& cancellation = token.cancellation.emplace();
  cancellation.cause = view.cause.value_or(Cause::other);
  cancellation.reason = view.reason;
  cancellation.requested_by = view.requested_by;
  cancellation.mode = view.mode.value_or(Mode::graceful);
  cancellation.requested_at = *view.requested_at;
  set_open(token, true);
  set_unconfirmed(token, view.state == TokenState::expired);
  ++revision_;
}

void LiveState::apply(const Event& event) {
  if (!event.of_session()) {
    seconds_.count(event.type(), event.time);
    hour_.count(event.type(), event.time);
    std::visit([&](const auto& data) { on(event, data); }, event.data);
    const auto found = tokens_.find(event.token);
    if (found != tokens_.end()) found->second.position = event.position;
  }
  position_ = std::max(position_, event.position);
  ++revision_;
}

void LiveState::on(const Event& event, const TokenCreated&) {
  if (event.version == 1) created_ = event.position;
}

void LiveState::on(const Event& event, const OperationStarted& data) {
  LiveToken& token = this->token(event.token);
  if (token.running()) return;  // it was listed, which says more
  leave_recent(token);
  adopt_parents(token, data.parents);
  for (const auto& [key, value] : data.labels) token.labels[key] = value;
  token.operation =
      LiveOperation{data.tool, data.request_id, data.session, event.time, {}, data.grace, data.force, false};
  if (data.deadline) token.operation->deadline_at = after(event.time, *data.deadline);
  set_running(token, true);
  if (!token.cancellation) {
    const bool is_new = event.version == 2 && created_ + 1 == event.position;
    if (data.already_running && !is_new) doubtful_.push_back(token.name);
    return;
  }
  // A remembered cancellation, or one that was over: it has to reach this work, too.
  set_unconfirmed(token, false);
  token.cancellation->completed_at.reset();
  token.cancellation->executed = false;
  set_open(token, true);
  set_due(token);
}

void LiveState::on(const Event& event, const CancellationRequested& data) {
  LiveToken& token = this->token(event.token);
  leave_recent(token);
  if (token.cancellation) {
    set_unconfirmed(token, false);
    set_open(token, false);
  }
  LiveCancellation& cancellation = token.cancellation.emplace();
  cancellation.cause = data.cause;
  cancellation.reason = data.reason;
  cancellation.requested_by = data.requested_by;
  cancellation.mode = data.mode;
  cancellation.grace = data.grace;
  cancellation.force = data.force;
  cancellation.requested_at = event.time;
  set_open(token, true);
  set_due(token);
}

void LiveState::on(const Event& event, const CancellationExecuted&) {
  const auto found = tokens_.find(event.token);
  if (found == tokens_.end() || !found->second.cancellation) return;
  found->second.cancellation->executed = true;
  found->second.cancellation->executed_at = event.time;
}

void LiveState::on(const Event& event, const CancellationEscalated&) {
  const auto found = tokens_.find(event.token);
  if (found == tokens_.end() || !found->second.cancellation) return;
  found->second.cancellation->mode = Mode::force;
  found->second.cancellation->escalated_at = event.time;
  set_due(found->second);
}

void LiveState::on(const Event& event, const CancellationCompleted& data) {
  const auto found = tokens_.find(event.token);
  if (found == tokens_.end()) return;
  LiveToken& token = found->second;
  set_running(token, false);
  if (!token.cancellation) return forget(TokenName(token.name));
  LiveCancellation& cancellation = *token.cancellation;
  set_unconfirmed(token, false);
  set_open(token, false);
  cancellation.completed_at = event.time;
  cancellation.outcome = data.outcome;
  cancellation.late = data.late;
  cancellation.escalates_at.reset();
  cancellation.unconfirmed_at.reset();
  if (token.operation) {
    seconds_.count_latency(event.time, *cancellation.latency());
    hour_.count_latency(event.time, *cancellation.latency());
  }
  end(token, event.position);
}

void LiveState::on(const Event& event, const CancellationExpired& data) {
  if (data.because != ExpiredBecause::unconfirmed) return;
  seconds_.count_unconfirmed(event.time);
  hour_.count_unconfirmed(event.time);
  const auto found = tokens_.find(event.token);
  if (found == tokens_.end() || !found->second.open()) return;
  found->second.cancellation->expired_at = event.time;
  found->second.cancellation->unconfirmed_at.reset();
  set_unconfirmed(found->second, true);
}

void LiveState::on(const Event& event, const OperationFinished& data) {
  const auto found = tokens_.find(event.token);
  if (found == tokens_.end()) return;
  if (!found->second.cancellation) return forget(TokenName(found->second.name));
  set_running(found->second, false);  // what else runs under it is waited for
  found->second.cancellation->outcome = data.outcome;
  set_due(found->second);
}

void LiveState::on(const Event& event, const TokenReleased&) {
  forget(event.token);
}

}  // namespace cancel::live
