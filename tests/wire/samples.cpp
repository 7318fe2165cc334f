#include "samples.hpp"

namespace cancel::test {
namespace {

Event event(EventData data) {
  Event event;
  event.position = 1234;
  event.version = 2;
  event.time = sample_time;
  event.token = {"github", "tok-1"};
  event.data = std::move(data);
  return event;
}

Event of_operation(EventData data) {
  Event changed = event(std::move(data));
  changed.of_operation = true;
  return changed;
}

Event of_session(EventData data) {
  Event changed = event(std::move(data));
  changed.version = 0;
  changed.token.id.clear();
  return changed;
}

Event reported(Event event) {
  event.command_id = "command-1";
  event.occurred_at = "2026-11-20T07:59:59.5Z";
  return event;
}

TokenCreated full_token_created() {
  return {{{"github", "p"}, {"default", "q"}}, Millis{60'000}, {{"team", "blue"}, {"user", "Zoë \"Z\"\n"}}};
}

OperationStarted full_operation_started() {
  return {"build",   RequestId{std::int64_t{7}}, "session-1",  Millis{1'000}, Millis{2'000},
          Millis{0}, {{"github", "p"}},          {{"k", "v"}}, true};
}

CancellationRequested full_requested() {
  return {"too slow", Cause::timeout, Mode::force, Millis{0}, longest_duration, "alice", true};
}

SessionOpened full_session_opened() {
  return {"session-1", "server", "1.2.3", std::int64_t{4711}, "host-1", Millis{30'000}};
}

}  // namespace

std::string hostile_result() {
  using namespace std::string_literals;
  return "{\"text\":\"quoted \\\" \\\\\",\"nul\":\"\0\",\"face\":\"\xF0\x9F\x98\x80\"}\n\x01\x7F"s;
}

std::vector<NamedEvent> sample_events() {
  using Completed = CancellationCompleted;
  return {
      {"TokenCreated", event(full_token_created())},
      {"TokenCreated.bare", event(TokenCreated{})},
      {"OperationStarted", reported(of_operation(full_operation_started()))},
      {"OperationStarted.bare", of_operation(OperationStarted{})},
      {"CancellationRequested", reported(of_operation(full_requested()))},
      {"CancellationRequested.bare", event(CancellationRequested{})},
      {"CancellationExecuted", reported(of_operation(CancellationExecuted{}))},
      {"CancellationExecuted.bare", of_operation(CancellationExecuted{})},
      {"CancellationEscalated", of_operation(CancellationEscalated{EscalatedBecause::grace_elapsed, {}})},
      {"CancellationEscalated.matched", of_operation(CancellationEscalated{EscalatedBecause::requested, false})},
      {"CancellationCompleted", reported(of_operation(Completed{Outcome::failed, "exit code 1", true}))},
      {"CancellationCompleted.result", of_operation(Completed{Outcome::succeeded, {}, true, hostile_result()})},
      {"CancellationCompleted.bare", event(Completed{Outcome::nothing_running, {}, false})},
      {"CancellationExpired", event(CancellationExpired{ExpiredBecause::ttl})},
      {"CancellationExpired.unconfirmed", of_operation(CancellationExpired{ExpiredBecause::unconfirmed})},
      {"OperationFinished", reported(of_operation(OperationFinished{Outcome::failed, "exit code 1"}))},
      {"OperationFinished.result",
       reported(of_operation(OperationFinished{Outcome::failed, "half", hostile_result()}))},
      {"OperationFinished.bare", of_operation(OperationFinished{Outcome::succeeded, {}})},
      {"TokenReleased", event(TokenReleased{})},
      {"SessionOpened", of_session(full_session_opened())},
      {"SessionOpened.bare", of_session(SessionOpened{"session-1", "server", {}, {}, {}, Millis{1}})},
      {"SessionClosed", of_session(SessionClosed{"session-1", SessionClosedBecause::closed})},
      {"SessionClosed.lapsed", of_session(SessionClosed{"session-1", SessionClosedBecause::lease_elapsed})},
  };
}

TokenView sample_token() {
  TokenView token = sample_active_token();
  token.state = TokenState::completed;
  token.parents = {{"github", "p"}, {"default", "q"}};
  token.labels = {{"team", "blue"}};
  token.requested_at = sample_time + std::chrono::seconds{1};
  token.reason = "too slow";
  token.cause = Cause::timeout;
  token.mode = Mode::force;
  token.requested_by = "alice";
  token.executed_at = sample_time + std::chrono::seconds{2};
  token.escalated_at = sample_time + std::chrono::seconds{3};
  token.completed_at = sample_time + std::chrono::seconds{4};
  token.outcome = Outcome::stopped;
  token.has_operation = true;
  token.tool = "build";
  return token;
}

TokenView sample_active_token() {
  TokenView token;
  token.key = 17;
  token.name = {"github", "tok-1"};
  token.created_at = sample_time;
  token.version = 3;
  token.position = 1234;
  return token;
}

OperationView sample_operation() {
  OperationView operation = sample_bare_operation();
  operation.tool = "build";
  operation.request_id = RequestId{"req-1"};
  operation.session = "session-1";
  operation.deadline_at = sample_time + std::chrono::seconds{60};
  operation.cancelled = true;
  operation.state = TokenState::requested;
  operation.labels = {{"team", "blue"}};
  operation.parents = {{"github", "p"}, {"default", "q"}};
  operation.grace = Millis{5'000};
  operation.force = Millis{0};
  operation.escalates_at = sample_time + std::chrono::seconds{6};
  operation.unconfirmed_at = sample_time + std::chrono::seconds{7};
  operation.requested_at = sample_time + std::chrono::seconds{1};
  operation.cause = Cause::timeout;
  operation.mode = Mode::graceful;
  operation.reason = "too slow";
  operation.requested_by = "alice";
  return operation;
}

OperationView sample_bare_operation() {
  OperationView operation;
  operation.name = {"github", "op-1"};
  operation.started_position = 18;
  operation.started_at = sample_time;
  return operation;
}

}  // namespace cancel::test
