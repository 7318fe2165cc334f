#include <algorithm>
#include <unordered_set>

#include "cancel/domain/decide.hpp"
#include "checks.hpp"
#include "decide_parts.hpp"

// Operations: start, executed, finish.

namespace cancel {
namespace {

// `token` before `parents`, as given.
std::vector<WantedParent> wanted_parents(const StartOperation& command) {
  std::vector<WantedParent> wanted;
  if (command.token) wanted.push_back({*command.token, "token"});
  for (const TokenName& parent : command.parents) wanted.push_back({parent, "parents"});
  return wanted;
}

std::optional<Error> check_own_id(const Token* own) {
  if (own && own->operation) {
    Error error{ErrorCode::exists, "an operation has or had the id '" + own->name.id + "'"};
    error.name = "OperationExists";
    return error;
  }
  if (own && own->ended()) return already_ended(*own);
  return std::nullopt;
}

std::optional<Error> check_limits(const State& state, const Policy& policy, const std::string& space, bool makes_token) {
  const Statistics& statistics = state.statistics();
  if (auto error = check_limit("max_operations", policy.max_operations, statistics.active_operations())) return error;
  if (auto error = check_limit("max_operations_per_namespace", policy.max_operations_per_namespace,
                               statistics.active_operations(space))) {
    return error;
  }
  if (!makes_token) return std::nullopt;
  return check_limit("max_tokens", policy.max_tokens, statistics.active_tokens());
}

std::optional<Error> check_start(const State& state, const Policy& policy, const StartOperation& command) {
  const Token* own = state.find(command.name);
  if (auto error = check_own_id(own)) return error;
  if (auto error = check_parents(state, command.name, wanted_parents(command), command.already_running)) return error;
  if (command.session && !state.session(*command.session)) {
    Error error = no_such_session(*command.session);
    error.param = "session";
    return error;
  }
  return check_limits(state, policy, command.name.space, own == nullptr);
}

CancellationWish wish_of(const CancellationRecord& cancellation) {
  return CancellationWish{cancellation.reason, cancellation.cause, cancellation.mode,
                          cancellation.grace,  cancellation.force, cancellation.requested_by};
}

OperationStarted started(const Policy& policy, const StartOperation& command, std::vector<TokenName> parents) {
  OperationStarted event;
  event.tool = command.tool;
  event.request_id = command.request_id;
  event.session = command.session;
  event.deadline = command.deadline;
  if (!event.deadline && policy.default_deadline.count() > 0) event.deadline = policy.default_deadline;
  event.grace = command.grace;
  event.force = command.force;
  event.parents = std::move(parents);
  event.labels = command.labels;
  event.already_running = command.already_running;
  return event;
}

}  // namespace

Decision finish_operation(const Token& token, Outcome outcome, std::optional<std::string> error,
                          std::optional<std::string> result, std::optional<std::string> occurred_at) {
  const bool completes = token.cancelled() && token.kin().busy_children == 0;
  EventData data;
  if (completes) {
    data = CancellationCompleted{outcome, std::move(error), token.expired_since_done, std::move(result)};
  } else {
    data = OperationFinished{outcome, std::move(error), std::move(result)};
  }
  Decision decision;
  decision.events.push_back({token.name, std::move(data), std::move(occurred_at)});
  decision.follow_ups.push_back(Settle{token.name, !completes});
  return decision;
}

std::optional<CancellationWish> inherited(const State& state, const std::vector<TokenName>& parents) {
  std::vector<TokenName> waiting(parents.rbegin(), parents.rend());  // a stack: the first in the list is on top
  std::unordered_set<TokenKey> met;
  while (!waiting.empty()) {
    const Token* above = state.find(waiting.back());
    waiting.pop_back();
    if (!above || !met.insert(above->key).second) continue;
    if (above->cancelled()) {
      CancellationWish wish = wish_of(*above->cancellation);
      wish.cause = Cause::parent_cancelled;
      return wish;
    }
    if (above->ended()) waiting.insert(waiting.end(), above->kin().parents.rbegin(), above->kin().parents.rend());
  }
  return std::nullopt;
}

Result<Decision> decide(const State& state, const Policy& policy, const StartOperation& command) {
  if (auto error = check_start(state, policy, command)) return *error;
  const Token* own = state.find(command.name);
  const bool own_cancelled = own && own->cancelled();
  const std::vector<TokenName> parents = distinct(wanted_parents(command));
  const auto wish = own_cancelled ? wish_of(*own->cancellation) : inherited(state, parents);

  Decision decision;
  if (wish && !command.already_running) {
    decision.remark.not_started = wish;
    return decision;
  }
  if (!own || !own->created_at) {
    decision.events.push_back({command.name, TokenCreated{parents, std::nullopt, command.labels}, {}});
  }
  decision.events.push_back({command.name, started(policy, command, parents), command.occurred_at});
  if (wish && !own_cancelled) decision.follow_ups.push_back(Cascade{{command.name}, *wish});
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const MarkExecuted& command) {
  const Token* token = state.find(command.name);
  if (!token || !token->operation) return no_such_operation(command.name);
  if (!token->runs()) return already_ended(*token);
  Decision decision;
  if (token->cancelled() && !token->operation->executed) {
    decision.events.push_back({command.name, CancellationExecuted{}, command.occurred_at});
  }
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const FinishOperation& command) {
  const Token* token = state.find(command.name);
  if (!token || !token->operation) return no_such_operation(command.name);
  if (!token->runs()) return already_ended(*token);
  return finish_operation(*token, command.outcome, command.error, command.result, command.occurred_at);
}

}  // namespace cancel
