#include "world.hpp"

#include <algorithm>

#include "cancel/domain/timers.hpp"

namespace cancel::test {
namespace {

struct Detail {
  std::string operator()(const CancellationRequested& event) const {
    return std::string(to_string(event.mode)) + " " + std::string(to_string(event.cause));
  }
  std::string operator()(const CancellationEscalated& event) const { return std::string(to_string(event.because)); }
  std::string operator()(const CancellationCompleted& event) const {
    return std::string(to_string(event.outcome)) + (event.late ? " late" : "");
  }
  std::string operator()(const CancellationExpired& event) const { return std::string(to_string(event.because)); }
  std::string operator()(const OperationFinished& event) const { return std::string(to_string(event.outcome)); }
  std::string operator()(const SessionClosed& event) const { return std::string(to_string(event.because)); }
  template <typename Other>
  std::string operator()(const Other&) const {
    return "";
  }
};

std::vector<TokenName> names(const std::vector<std::string>& ids) {
  std::vector<TokenName> all;
  for (const std::string& id : ids) all.push_back(name(id));
  return all;
}

}  // namespace

std::string in_words(const Event& event) {
  const std::string detail = std::visit(Detail{}, event.data);
  const std::string subject = event.of_session() ? "$session" : event.token.id;
  return subject + " " + std::string(to_string(event.type())) + (detail.empty() ? "" : " " + detail);
}

std::vector<std::string> World::last() const {
  std::vector<std::string> words;
  for (const Event& event : last_events()) words.push_back(in_words(event));
  return words;
}

TokenName name(const std::string& id) { return TokenName{"default", id}; }

CreateToken create(const std::string& id, const std::vector<std::string>& parents) {
  CreateToken command;
  command.name = name(id);
  command.parents = names(parents);
  return command;
}

CancelToken cancel_token(const std::string& id, Mode mode) {
  CancelToken command;
  command.name = name(id);
  command.wish.mode = mode;
  return command;
}

StartOperation start(const std::string& id, const std::vector<std::string>& parents) {
  StartOperation command;
  command.name = name(id);
  command.parents = names(parents);
  return command;
}

StartOperation late_start(const std::string& id, const std::vector<std::string>& parents) {
  StartOperation command = start(id, parents);
  command.already_running = true;
  return command;
}

FinishOperation finish(const std::string& id, Outcome outcome) { return FinishOperation{name(id), outcome, {}, {}}; }
MarkExecuted executed(const std::string& id) { return MarkExecuted{name(id), {}}; }
ReleaseToken release(const std::string& id) { return ReleaseToken{name(id)}; }

OpenSession open_session(const std::string& id) {
  OpenSession command;
  command.session = id;
  command.name = "test";
  return command;
}

CloseSession close_session(const std::string& id) { return CloseSession{id}; }

ForceElapsed force_elapsed(const World& world, const std::string& id) { return ForceElapsed{world.token(id).key}; }
GraceElapsed grace_elapsed(const World& world, const std::string& id) { return GraceElapsed{world.token(id).key}; }

Shown shown(const State& state, const Policy& policy) {
  Shown all;
  for (const auto& [key, token] : state.tokens()) {
    all.tokens.push_back(view(token));
    if (const auto due = next_due(token, policy)) {
      all.timers.push_back(token.name.id + " " + std::to_string(due->at.time_since_epoch().count()) + " " +
                           std::to_string(due->what.index()));
    }
  }
  std::sort(all.tokens.begin(), all.tokens.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  std::sort(all.timers.begin(), all.timers.end());
  all.operations = list_operations(state, policy, ListOperations{{}, {}, {}, {}, 1'000'000, 0}).operations;
  for (const auto& [id, session] : state.sessions()) {
    all.sessions.push_back(id + " " + std::to_string(session.running.size()));
  }
  const Counters counters = state.statistics().total();
  all.numbers = {state.head(),
                 counters.active_operations,
                 counters.active_tokens,
                 counters.total_cancelled,
                 counters.force_cancellations,
                 counters.expired_tokens,
                 counters.unconfirmed_cancellations,
                 static_cast<std::uint64_t>(counters.p50_ms * 1'000),
                 static_cast<std::uint64_t>(counters.p99_ms * 1'000)};
  for (const auto& [cause, count] : counters.operations_by_reason) all.numbers.push_back(count);
  return all;
}

}  // namespace cancel::test
