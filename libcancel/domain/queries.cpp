#include "cancel/domain/queries.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "cancel/domain/timers.hpp"

namespace cancel {
namespace {

bool has_labels(const Labels& labels, const Labels& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
    const auto found = labels.find(pair.first);
    return found != labels.end() && found->second == pair.second;
  });
}

bool fits_running(const Token& token, const std::optional<std::string>& tool,
                  const std::optional<std::string>& session) {
  if (tool && (!token.runs() || token.operation->tool != tool)) return false;
  if (session && (!token.runs() || token.operation->session != session)) return false;
  return true;
}

bool can_be_cancelled(const Token& token, Mode mode) {
  if (token.active()) return true;
  return mode == Mode::force && token.can_escalate();
}

// The keys of the tokens that a reference names: one, or one in each namespace.
std::vector<TokenKey> named(const State& state, const TokenReference& reference) {
  std::vector<TokenKey> keys;
  if (reference.space) {
    if (const Token* token = state.find(TokenName{*reference.space, reference.id})) keys.push_back(token->key);
    return keys;
  }
  for (const auto& [key, token] : state.tokens()) {
    if (token.name.id == reference.id) keys.push_back(key);
  }
  return keys;
}

}  // namespace

namespace {

void view_cancellation(TokenView& view, const CancellationRecord& cancellation) {
  view.requested_at = cancellation.requested_at;
  view.reason = cancellation.reason;
  view.cause = cancellation.cause;
  view.mode = cancellation.mode;
  view.requested_by = cancellation.requested_by;
  view.executed_at = cancellation.executed_at;
  view.escalated_at = cancellation.escalated_at;
  view.completed_at = cancellation.completed_at;
  view.outcome = cancellation.completion_outcome;
}

void view_no_cancellation(TokenView& view) {
  view.requested_at = view.executed_at = view.escalated_at = view.completed_at = std::nullopt;
  view.reason = view.requested_by = std::nullopt;
  view.cause = std::nullopt;
  view.mode = std::nullopt;
  view.outcome = std::nullopt;
}

}  // namespace

void view_into(TokenView& view, const Token& token) {
  const bool expires = token.active() && token.ttl && !token.busy();
  view.key = token.key;
  view.name = token.name;
  view.state = state_of(token);
  view.created_at = token.created_at;
  view.expires_at = expires ? std::optional(after(token.idle_since, *token.ttl)) : std::nullopt;
  view.parents = token.kin().parents;
  view.labels = token.all_labels();
  view.version = token.version;
  view.position = token.position;
  view.expired_at = token.expired_at;
  if (token.cancelled()) {
    view_cancellation(view, *token.cancellation);
  } else {
    view_no_cancellation(view);
    if (token.operation) view.outcome = token.operation->outcome;
  }
  view.has_operation = token.operation.has_value();
  view.tool = token.operation ? token.operation->tool : std::nullopt;
}

TokenView view(const Token& token) {
  TokenView shown;
  view_into(shown, token);
  return shown;
}

namespace {

void view_due(OperationView& view, const std::optional<Due>& due) {
  if (!due) return;
  if (std::holds_alternative<GraceElapsed>(due->what)) view.escalates_at = due->at;
  if (std::holds_alternative<ForceElapsed>(due->what)) view.unconfirmed_at = due->at;
}

void view_cancellation(OperationView& view, const CancellationRecord& cancellation) {
  view.requested_at = cancellation.requested_at;
  view.cause = cancellation.cause;
  view.mode = cancellation.mode;
  view.reason = cancellation.reason;
  view.requested_by = cancellation.requested_by;
}

}  // namespace

OperationView view_operation(const Token& token, const Policy& policy) {
  const OperationRecord& operation = *token.operation;
  OperationView view;
  view.name = token.name;
  view.started_position = operation.started_position;
  view.tool = operation.tool;
  view.request_id = operation.request_id;
  view.session = operation.session;
  view.started_at = operation.started_at;
  if (operation.deadline) view.deadline_at = after(operation.started_at, *operation.deadline);
  view.cancelled = token.cancelled();
  view.state = state_of(token);
  view.labels = token.all_labels();
  view.parents = token.kin().parents;
  view.grace = operation.grace;
  view.force = operation.force;
  if (token.cancelled()) {
    view_cancellation(view, *token.cancellation);
    view_due(view, next_due(token, policy));
  }
  return view;
}

bool fits(const TokenView& token, const TokenFilter& filter) {
  if (filter.space && token.name.space != *filter.space) return false;
  if (filter.state && token.state != *filter.state) return false;
  if (filter.cancelled && token.cancelled() != *filter.cancelled) return false;
  return has_labels(token.labels, filter.labels);
}

std::vector<TokenKey> reach(const State& state, const std::vector<TokenKey>& roots) {
  std::vector<TokenKey> queue = roots;
  std::unordered_set<TokenKey> met(roots.begin(), roots.end());
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const Token* token = state.find(queue[next]);
    if (!token) continue;
    for (const TokenKey child : token->kin().children) {
      if (met.insert(child).second) queue.push_back(child);
    }
  }
  return queue;
}

std::vector<TokenKey> ancestors(const State& state, const Token& token) {
  std::vector<TokenKey> queue{token.key};
  std::unordered_set<TokenKey> met{token.key};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const Token* descendant = state.find(queue[next]);
    if (!descendant) continue;
    for (const TokenKey parent : descendant->kin().parent_keys) {
      if (met.insert(parent).second) queue.push_back(parent);
    }
  }
  queue.erase(queue.begin());
  return queue;
}

std::vector<OperationView> operations_under(const State& state, const Policy& policy, const Token& token) {
  std::vector<OperationView> operations;
  if (!token.busy()) return operations;
  for (const TokenKey key : reach(state, {token.key})) {
    const Token* below = state.find(key);
    if (below && below->runs()) operations.push_back(view_operation(*below, policy));
  }
  std::sort(operations.begin(), operations.end(),
            [](const auto& one, const auto& other) { return one.started_position < other.started_position; });
  return operations;
}

OperationViews list_operations(const State& state, const Policy& policy, const ListOperations& query) {
  std::optional<std::unordered_set<TokenKey>> under;
  if (query.under) {
    const auto keys = reach(state, named(state, *query.under));
    under.emplace(keys.begin(), keys.end());
  }
  OperationViews page;
  for (auto next = state.running().upper_bound(query.after); next != state.running().end(); ++next) {
    const Token& token = *state.find(next->second);
    if (query.space && token.name.space != *query.space) continue;
    if (under && !under->contains(token.key)) continue;
    if (!fits_running(token, query.tool, query.session)) continue;
    if (page.operations.size() == query.limit) {
      page.more = true;
      break;
    }
    page.operations.push_back(view_operation(token, policy));
  }
  return page;
}

bool fits(const ReadEvents& query, std::string_view space, std::string_view token, EventType type) {
  if (query.space && space != *query.space) return false;
  if (query.token && token != query.token->id) return false;
  if (query.token && query.token->space && space != *query.token->space) return false;
  return query.types.empty() || std::find(query.types.begin(), query.types.end(), type) != query.types.end();
}

bool fits(const ReadEvents& query, const Event& event) {
  return fits(query, event.token.space, event.token.id, event.type());
}

std::vector<TokenKey> matching(const State& state, const CancelMany& command) {
  const TokenFilter& filter = command.filter;
  std::vector<TokenKey> keys;
  for (const auto& [key, token] : state.tokens()) {
    if (filter.space && token.name.space != *filter.space) continue;
    if (!can_be_cancelled(token, command.wish.mode)) continue;
    if (!has_labels(token.all_labels(), filter.labels) || !fits_running(token, filter.tool, filter.session)) continue;
    keys.push_back(key);
  }
  return keys;
}

}  // namespace cancel
