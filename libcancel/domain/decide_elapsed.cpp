#include "cancel/domain/decide.hpp"
#include "decide_parts.hpp"

// What time asks for.

namespace cancel {
namespace {

class ElapsedDecision {
 public:
  explicit ElapsedDecision(const State& state) : state_(state) {}

  Decision operator()(const TtlElapsed& elapsed) const {
    const Token* token = state_.find(elapsed.token);
    if (!token || !token->active() || !token->ttl || token->busy()) return {};
    return one(*token, CancellationExpired{ExpiredBecause::ttl});
  }

  Decision operator()(const DeadlineElapsed& elapsed) const {
    const Token* token = state_.find(elapsed.token);
    if (!token || !token->runs() || token->cancelled() || !token->operation->deadline) return {};
    Cascade cascade{{token->name}, {}};
    cascade.wish.cause = Cause::timeout;
    Decision decision;
    decision.follow_ups.push_back(std::move(cascade));
    return decision;
  }

  Decision operator()(const GraceElapsed& elapsed) const {
    const Token* token = state_.find(elapsed.token);
    if (!runs_cancelled(token) || token->cancellation->mode != Mode::graceful) return {};
    return one(*token, CancellationEscalated{EscalatedBecause::grace_elapsed, {}});
  }

  Decision operator()(const ForceElapsed& elapsed) const {
    const Token* token = state_.find(elapsed.token);
    if (!runs_cancelled(token) || token->cancellation->mode != Mode::force || token->operation->unconfirmed) return {};
    Decision decision = one(*token, CancellationExpired{ExpiredBecause::unconfirmed});
    decision.follow_ups.push_back(Settle{token->name});
    return decision;
  }

  Decision operator()(const LeaseElapsed& elapsed) const {
    const Session* session = state_.session(elapsed.session);
    if (!session) return {};
    return close_session(state_, *session, SessionClosedBecause::lease_elapsed);
  }

 private:
  static bool runs_cancelled(const Token* token) { return token && token->runs() && token->cancelled(); }

  static Decision one(const Token& token, EventData data) {
    Decision decision;
    decision.events.push_back({token.name, std::move(data), {}});
    return decision;
  }

  const State& state_;
};

}  // namespace

Decision decide(const State& state, const Elapsed& elapsed) { return std::visit(ElapsedDecision{state}, elapsed); }

}  // namespace cancel
