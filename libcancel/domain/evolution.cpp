#include "evolution.hpp"

#include <algorithm>

#include "cancel/domain/commands.hpp"

namespace cancel {
namespace {

template <typename Body, std::size_t Index = 0>
constexpr std::size_t method_index() {
  if constexpr (std::is_same_v<std::variant_alternative_t<Index, CommandBody>, Body>) {
    return Index;
  } else {
    return method_index<Body, Index + 1>();
  }
}

// Which method a command was, seen from the first event that it caused.
std::size_t method_of_first(const EventData& data) {
  struct Visitor {
    std::size_t operator()(const TokenCreated&) const { return method_index<CreateToken>(); }
    std::size_t operator()(const OperationStarted&) const { return method_index<StartOperation>(); }
    std::size_t operator()(const CancellationRequested& event) const { return cancel(event.matched.has_value()); }
    std::size_t operator()(const CancellationEscalated& event) const { return cancel(event.matched.has_value()); }
    std::size_t operator()(const CancellationExecuted&) const { return method_index<MarkExecuted>(); }
    std::size_t operator()(const CancellationCompleted&) const { return method_index<FinishOperation>(); }
    std::size_t operator()(const CancellationExpired&) const { return method_index<FinishOperation>(); }
    std::size_t operator()(const OperationFinished&) const { return method_index<FinishOperation>(); }
    std::size_t operator()(const TokenReleased&) const { return method_index<ReleaseToken>(); }
    std::size_t operator()(const SessionOpened&) const { return method_index<OpenSession>(); }
    std::size_t operator()(const SessionClosed&) const { return method_index<CloseSession>(); }
    static std::size_t cancel(bool many) { return many ? method_index<CancelMany>() : method_index<CancelToken>(); }
  };
  return std::visit(Visitor{}, data);
}

}  // namespace

void Evolution::apply() {
  if (!restoring()) {
    state_.head_ = event_.position;
    remember_command();
    count([&](auto& account) { ++account.counters.events_by_type[event_.type()]; });
  }
  if (const auto* opened = std::get_if<SessionOpened>(&event_.data)) return on_session(*opened);
  if (const auto* closed = std::get_if<SessionClosed>(&event_.data)) return on_session(*closed);
  apply_to_token();
}

void Evolution::remember_command() {
  if (!event_.command_id) return;
  const CarriedOut first{event_.position, event_.position, method_of_first(event_.data)};
  const auto [command, is_new] = state_.commands_.add(*event_.command_id, first);
  if (is_new) return;
  command->last = event_.position;
  const bool starts = event_.type() == EventType::operation_started;
  if (starts && command->method == method_index<CreateToken>()) command->method = method_index<StartOperation>();
}

void Evolution::apply_to_token() {
  const auto [found, is_new] = state_.tokens_.add(event_.token, event_.position);
  Token& token = *found;
  if (is_new) token.idle_since = event_.time;
  const bool was_active = !is_new && token.active();
  const Activity before = token.activity();
  token.version = event_.version;
  token.position = event_.position;
  std::visit([&](const auto& data) { on(token, data); }, event_.data);
  if (was_active != token.active()) {
    count([&](auto& account) {
      auto& active = account.counters.active_tokens;
      active = was_active ? active - 1 : active + 1;
    });
  }
  spread(token, before);
  touch(token);
}

void Evolution::on(Token& token, const TokenCreated& created) {
  if (token.created_at) return;
  token.created_at = event_.time;
  token.idle_since = event_.time;
  token.ttl = created.ttl;
  if (!created.labels.empty()) token.labels = created.labels;
  add_parents(token, created.parents);
}

void Evolution::on(Token& token, const OperationStarted& started) {
  if (token.operation) return;
  OperationRecord operation;
  operation.started_position = event_.position;
  operation.started_at = event_.time;
  operation.tool = started.tool;
  operation.request_id = started.request_id;
  operation.session = started.session;
  operation.deadline = started.deadline;
  operation.grace = started.grace;
  operation.force = started.force;
  for (const auto& [key, value] : started.labels) token.labels.made()[key] = value;
  add_parents(token, started.parents);
  token.operation = std::move(operation);
  token.phase_since = event_.time;
  token.unconfirmed = false;
  state_.running_.emplace(event_.position, token.key);
  if (started.session) {
    if (const auto session = state_.sessions_.find(*started.session); session != state_.sessions_.end()) {
      session->second.running.insert(token.key);
    }
  }
  count([&](auto& account) {
    ++account.counters.active_operations;
    if (token.cancelled()) ++account.counters.operations_by_reason[token.cancellation->cause];
  });
}

void Evolution::on(Token& token, const CancellationRequested& requested) {
  if (!token.active()) return;
  CancellationRecord cancellation{requested.reason, requested.cause, requested.mode,
                            requested.grace,  requested.force, requested.requested_by};
  cancellation.requested_position = event_.position;
  cancellation.requested_at = event_.time;
  token.cancellation = std::move(cancellation);
  token.phase_since = event_.time;
  count([&](auto& account) {
    ++account.counters.total_cancelled;
    if (requested.mode == Mode::force) ++account.counters.force_cancellations;
    if (token.operation) ++account.counters.operations_by_reason[requested.cause];
  });
}

void Evolution::on(Token& token, const CancellationExecuted&) {
  if (!token.cancelled() || !token.runs()) return;
  token.operation->executed = true;
  token.cancellation->executed_at = event_.time;
}

void Evolution::on(Token& token, const CancellationEscalated&) {
  if (!token.cancelled() || token.cancellation->mode == Mode::force) return;
  token.cancellation->mode = Mode::force;
  token.cancellation->escalated_at = event_.time;
  token.phase_since = event_.time;
  count([](auto& account) { ++account.counters.force_cancellations; });
}

void Evolution::on(Token& token, const CancellationCompleted& completed) {
  if (!token.cancelled()) return;
  if (token.runs()) end_operation(token, completed.outcome, completed.error);
  token.cancellation->completed_at = event_.time;
  token.cancellation->completion_outcome = completed.outcome;
  token.unconfirmed = false;
  token.expired_since_done = false;
  if (token.operation) sample_latency(token);
}

void Evolution::on(Token& token, const CancellationExpired& expired) {
  token.expired_at = event_.time;
  if (expired.because == ExpiredBecause::ttl) {
    if (token.active() && !token.busy()) token.ending = Token::Ending::expired;
    count([](auto& account) { ++account.counters.expired_tokens; });
    return;
  }
  token.unconfirmed = true;
  token.expired_since_done = true;
  if (token.runs()) token.operation->unconfirmed = true;
  count([](auto& account) { ++account.counters.unconfirmed_cancellations; });
}

void Evolution::on(Token& token, const OperationFinished& finished) {
  if (!token.runs()) return;
  end_operation(token, finished.outcome, finished.error);
  if (token.active()) token.ending = Token::Ending::released;
}

void Evolution::on(Token& token, const TokenReleased&) {
  if (token.active() && !token.busy()) token.ending = Token::Ending::released;
}

void Evolution::on_session(const SessionOpened& opened) {
  if (!restoring()) state_.sessions_.try_emplace(opened.session, Session{event_.token.space, opened, {}});
}

void Evolution::on_session(const SessionClosed& closed) {
  if (!restoring()) state_.sessions_.erase(closed.session);
}

void Evolution::end_operation(Token& token, Outcome outcome, const std::optional<std::string>& error) {
  OperationRecord& operation = *token.operation;
  operation.running = false;
  operation.outcome = outcome;
  operation.error = error;
  state_.running_.erase(operation.started_position);
  if (operation.session) {
    if (const auto session = state_.sessions_.find(*operation.session); session != state_.sessions_.end()) {
      session->second.running.erase(token.key);
    }
  }
  count([](auto& account) { --account.counters.active_operations; });
}

void Evolution::sample_latency(Token& token) {
  const auto took = std::max<std::int64_t>((event_.time - token.cancellation->requested_at).count(), 0);
  const auto earlier = std::exchange(token.cancellation->latency_sample, took);
  count([&](auto& account) {
    if (earlier) account.latencies.remove(*earlier);
    account.latencies.add(took);
  });
}

void Evolution::add_parents(Token& token, const std::vector<TokenName>& parents) {
  for (const TokenName& name : parents) {
    Family& family = token.family.made();
    if (std::find(family.parents.begin(), family.parents.end(), name) != family.parents.end()) continue;
    family.parents.push_back(name);
    Token* found = state_.tokens_.find(name);
    // One that is younger than what names it has the id of the parent that was meant, which retention has removed.
    if (found == nullptr || found == &token || found->key > event_.position) continue;
    Token& parent = *found;
    family.parent_keys.push_back(parent.key);
    parent.family.made().children.insert(token.key);
    const Activity parent_before = parent.activity();
    adjust(parent, Activity{}, token.activity());
    spread(parent, parent_before);
  }
}

void Evolution::spread(Token& token, Activity before) {
  if (before == token.activity()) return;
  struct Change {
    const Token* token;
    Activity before;
    Activity after;
  };
  std::vector<Change> changes;
  const auto note = [&](Token& changed, Activity was) {
    const Activity now = changed.activity();
    if (was == now) return;
    activity_changed(changed, was, now);
    changes.push_back({&changed, was, now});
  };
  note(token, before);
  while (!changes.empty()) {
    const Change change = changes.back();
    changes.pop_back();
    for (const TokenKey key : change.token->kin().parent_keys) {
      Token* parent = restoring() ? nullptr : state_.tokens_.find(key);
      if (parent == nullptr) continue;
      const Activity parent_before = parent->activity();
      adjust(*parent, change.before, change.after);
      note(*parent, parent_before);
    }
  }
}

void Evolution::adjust(Token& parent, Activity before, Activity after) {
  const auto step = [](std::uint32_t& count, bool was, bool is) { count += static_cast<std::uint32_t>(is - was); };
  Family& family = parent.family.made();
  step(family.busy_children, before.busy, after.busy);
  step(family.untaken_children, before.untaken, after.untaken);
  step(family.awaiting_children, before.awaiting, after.awaiting);
}

void Evolution::activity_changed(Token& token, Activity before, Activity after) {
  touch(token);
  if (before.busy && !after.busy) token.idle_since = event_.time;
  if (!before.busy && after.busy) {
    if (!token.cancelled()) return;
    token.cancellation->completed_at.reset();
    token.cancellation->completion_outcome.reset();
  }
}

void Evolution::touch(Token& token) {
  if (restoring() || token.touched) return;
  token.touched = true;
  state_.touched_.push_back(&token);
}

}  // namespace cancel
