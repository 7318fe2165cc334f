#include "cancel/domain/decide.hpp"
#include "checks.hpp"
#include "decide_parts.hpp"

// Sessions: open, close. A renewal is no event.

namespace cancel {

Result<Decision> decide(const State& state, const Policy& policy, const OpenSession& command) {
  if (auto error = check_limit("max_sessions", policy.max_sessions, state.sessions().size())) return *error;
  SessionOpened opened{command.session, command.name, command.version,
                       command.pid,     command.host, command.lease.value_or(policy.lease)};
  Decision decision;
  decision.events.push_back({TokenName{command.space, ""}, std::move(opened), {}});
  return decision;
}

Result<Decision> decide(const State& state, const Policy&, const CloseSession& command) {
  const Session* session = state.session(command.session);
  if (!session) return no_such_session(command.session);
  return close_session(state, *session, SessionClosedBecause::closed);
}

// SessionClosed, then all requests with the completions of what has nothing running, then the ends one after another.
Decision close_session(const State& state, const Session& session, SessionClosedBecause because) {
  Decision decision;
  decision.events.push_back({TokenName{session.space, ""}, SessionClosed{session.opened.session, because}, {}});
  Cascade cascade;
  cascade.wish.cause = Cause::client_disconnected;
  for (const TokenKey key : session.running) cascade.roots.push_back(state.find(key)->name);
  if (cascade.roots.empty()) return decision;
  const std::vector<TokenName> owned = cascade.roots;
  decision.follow_ups.push_back(std::move(cascade));
  for (const TokenName& name : owned) decision.follow_ups.push_back(Lose{name});
  return decision;
}

}  // namespace cancel
