#pragma once

#include <vector>

#include "cancel/domain/state.hpp"

namespace cancel {

// One event on its way into a state.
class Evolution {
 public:
  enum class Purpose {
    advance,  // the next event of the log
    restore,  // an old event of a token that had left memory: it changes that token alone
  };

  Evolution(State& state, const Event& event, Purpose purpose) : state_(state), event_(event), purpose_(purpose) {}

  void apply();

 private:
  void apply_to_token();
  void remember_command();

  void on(Token& token, const TokenCreated& created);
  void on(Token& token, const OperationStarted& started);
  void on(Token& token, const CancellationRequested& requested);
  void on(Token& token, const CancellationExecuted&);
  void on(Token& token, const CancellationEscalated&);
  void on(Token& token, const CancellationCompleted& completed);
  void on(Token& token, const CancellationExpired& expired);
  void on(Token& token, const OperationFinished& finished);
  void on(Token& token, const TokenReleased&);
  void on(Token&, const SessionOpened&) {}
  void on(Token&, const SessionClosed&) {}
  void on_session(const SessionOpened& opened);
  void on_session(const SessionClosed& closed);

  void end_operation(Token& token, Outcome outcome, const std::optional<std::string>& error);
  void add_parents(Token& token, const std::vector<TokenName>& parents);
  void sample_latency(Token& token);

  // Tells the ancestors of `token` that its activity was `before`, and theirs in turn.
  void spread(Token& token, Activity before);
  void adjust(Token& parent, Activity before, Activity after);
  void activity_changed(Token& token, Activity before, Activity after);
  void touch(Token& token);

  bool restoring() const { return purpose_ == Purpose::restore; }

  // Counts, unless the event was counted when it happened.
  template <typename Change>
  void count(Change&& change) {
    if (!restoring()) state_.statistics_.apply(event_.token.space, change);
  }

  State& state_;
  const Event& event_;
  Purpose purpose_;
};

}  // namespace cancel
