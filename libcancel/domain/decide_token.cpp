#include "cancel/domain/decide.hpp"
#include "cancel/domain/queries.hpp"
#include "checks.hpp"

// Tokens: create, cancel, cancelMany, release.

namespace cancel {
namespace {

std::vector<WantedParent> wanted_parents(const std::vector<TokenName>& parents) {
  std::vector<WantedParent> wanted;
  for (const TokenName& parent : parents) wanted.push_back({parent, "parents"});
  return wanted;
}

Error cancelled_before(const Token& token) {
  return Error{ErrorCode::already_requested, "'" + token.name.id + "' was cancelled before"};
}

// A cancel that comes before its token: at once a cancelled token of which nothing else is known.
Decision remember(const CancelToken& command) {
  const CancellationWish& wish = command.wish;
  Decision decision;
  decision.events.push_back({command.name, CancellationRequested{wish.reason, wish.cause, wish.mode, wish.grace,
                                                                 wish.force, wish.requested_by, {}}, {}});
  decision.events.push_back({command.name, CancellationCompleted{Outcome::nothing_running, {}, false}, {}});
  return decision;
}

}  // namespace

Result<Decision> decide(const State& state, const Policy& policy, const CreateToken& command) {
  const Token* existing = state.find(command.name);
  if (existing && existing->created_at) {
    return Error{ErrorCode::exists, "token '" + command.name.id + "' is or was in use"};
  }
  const std::vector<WantedParent> wanted = wanted_parents(command.parents);
  if (auto error = check_parents(state, command.name, wanted, false)) return *error;
  if (!existing) {
    if (auto error = check_limit("max_tokens", policy.max_tokens, state.statistics().active_tokens())) return *error;
  }
  std::optional<Millis> ttl = command.ttl;
  if (!ttl && policy.default_ttl.count() > 0) ttl = policy.default_ttl;

  Decision decision;
  decision.events.push_back({command.name, TokenCreated{distinct(wanted), ttl, command.labels}, {}});
  const auto wish = inherited(state, command.parents);
  if (wish && !existing) decision.follow_ups.push_back(Cascade{{command.name}, *wish});
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const CancelToken& command) {
  const Token* token = state.find(command.name);
  if (!token) {
    if (!command.remember_if_absent) return no_such_token(command.name);
    return remember(command);
  }
  if (token->ended()) return already_ended(*token);
  if (token->cancelled() && command.error_if_cancelled) return cancelled_before(*token);

  Decision decision;
  decision.remark.already_cancelled = token->cancelled();
  if (!token->cancelled() || command.wish.mode == Mode::force) {
    decision.follow_ups.push_back(Cascade{{command.name}, command.wish});
  }
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const CancelMany& command) {
  Decision decision;
  for (const TokenKey key : matching(state, command)) decision.remark.matched.push_back(state.find(key)->name);
  if (!command.dry_run && !decision.remark.matched.empty()) {
    decision.follow_ups.push_back(Cascade{decision.remark.matched, command.wish, true});
  }
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const ReleaseToken& command) {
  const Token* token = state.find(command.name);
  if (!token) return no_such_token(command.name);
  Decision decision;
  if (!token->active()) return decision;
  if (token->busy()) {
    return Error{ErrorCode::token_in_use, "something still runs under token '" + command.name.id + "'"};
  }
  decision.events.push_back({command.name, TokenReleased{}, {}});
  return decision;
}

}  // namespace cancel
