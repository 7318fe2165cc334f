#include <unordered_set>

#include "cancel/domain/decide.hpp"
#include "cancel/domain/queries.hpp"
#include "decide_parts.hpp"

// What follows from a fact: cancellation downwards, completion upwards.

namespace cancel {
namespace {

class CascadeDecision {
 public:
  CascadeDecision(const State& state, const Cascade& cascade) : state_(state), cascade_(cascade) {
    for (const TokenName& root : cascade.roots) {
      if (const Token* token = state.find(root)) roots_.push_back(token->key);
    }
    is_root_.insert(roots_.begin(), roots_.end());
  }

  Decision decide() && {
    for (const TokenKey key : reach(state_, roots_)) request(*state_.find(key));
    for (const Token* token : requested_) complete(*token);
    return std::move(decision_);
  }

 private:
  void request(const Token& token) {
    const CancellationWish& wish = cascade_.wish;
    const bool root = is_root_.contains(token.key);
    const std::optional<bool> matched = cascade_.many ? std::optional(root) : std::nullopt;
    if (token.active()) {
      const Cause cause = root ? wish.cause : Cause::parent_cancelled;
      add(token, CancellationRequested{wish.reason, cause, wish.mode, wish.grace, wish.force, wish.requested_by,
                                       matched});
      requested_.push_back(&token);
    } else if (wish.mode == Mode::force && token.can_escalate()) {
      add(token, CancellationEscalated{EscalatedBecause::requested, matched});
    }
  }

  // A token under which nothing runs is complete at once; one under which nothing awaits its confirmation is unconfirmed.
  void complete(const Token& token) {
    const Activity activity = token.activity();
    if (!activity.busy) {
      add(token, CancellationCompleted{Outcome::nothing_running, {}, false, {}});
    } else if (!token.runs() && !activity.awaiting) {
      add(token, CancellationExpired{ExpiredBecause::unconfirmed});
    }
  }

  void add(const Token& token, EventData data) { decision_.events.push_back({token.name, std::move(data), {}}); }

  const State& state_;
  const Cascade& cascade_;
  std::vector<TokenKey> roots_;
  std::unordered_set<TokenKey> is_root_;
  std::vector<const Token*> requested_;
  Decision decision_;
};

CancellationCompleted completion_of(const Token& token) {
  CancellationCompleted completed;
  completed.late = token.expired_since_done;
  if (token.operation && token.operation->outcome) {
    completed.outcome = *token.operation->outcome;
    completed.error = token.operation->error;
  }
  return completed;
}

std::optional<EventData> settle(const Token& token) {
  if (!token.cancelled()) return std::nullopt;
  const Activity activity = token.activity();
  if (!activity.busy) {
    if (token.completed()) return std::nullopt;
    return completion_of(token);
  }
  if (token.runs() || activity.awaiting || token.unconfirmed) return std::nullopt;
  return CancellationExpired{ExpiredBecause::unconfirmed};
}

Decision decide_settle(const State& state, const Settle& command) {
  Decision decision;
  const Token* token = state.find(command.token);
  if (!token) return decision;
  auto keys = ancestors(state, *token);
  if (command.itself) keys.insert(keys.begin(), token->key);
  for (const TokenKey key : keys) {
    const Token* above = state.find(key);
    if (!above) continue;
    if (auto data = settle(*above)) decision.events.push_back({above->name, std::move(*data), {}});
  }
  return decision;
}

Decision decide_lose(const State& state, const Lose& lose) {
  const Token* token = state.find(lose.token);
  if (!token || !token->runs()) return {};
  return finish_operation(*token, Outcome::lost, std::nullopt, std::nullopt, std::nullopt);
}

}  // namespace

Decision decide(const State& state, const FollowUp& follow_up) {
  if (const auto* cascade = std::get_if<Cascade>(&follow_up)) return CascadeDecision{state, *cascade}.decide();
  if (const auto* command = std::get_if<Settle>(&follow_up)) return decide_settle(state, *command);
  return decide_lose(state, std::get<Lose>(follow_up));
}

}  // namespace cancel
