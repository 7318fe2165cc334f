#include "answers.hpp"
#include "cancel/domain/refusals.hpp"

// operation/result: what an operation has made is in the log alone, with the event that ended it.

namespace cancel {
namespace {

ResultReply standing_of(const Token& token) {
  ResultReply reply;
  reply.name = token.name;
  reply.position = token.position;
  if (token.cancelled()) {
    reply.reason = token.cancellation->reason;
    reply.cause = token.cancellation->cause;
  }
  return reply;
}

// Sets what the event says of the end of an operation; false where it is none.
bool tell_end(const Event& event, ResultReply& reply) {
  const auto tell = [&](const auto& end) {
    reply.outcome = end.outcome;
    reply.error = end.error;
    reply.result = end.result;
    reply.finished_at = event.time;
    reply.position = event.position;
    return true;
  };
  if (const auto* finished = std::get_if<OperationFinished>(&event.data)) return tell(*finished);
  if (const auto* completed = std::get_if<CancellationCompleted>(&event.data)) return tell(*completed);
  return false;
}

}  // namespace

std::optional<ReplyBody> answer_result(const State& state, const TokenName& name) {
  const Token* token = state.find(name);
  if (!token || !token->operation) return no_such_operation(name);
  if (!token->runs()) return std::nullopt;
  return standing_of(*token);
}

// A token that was cancelled before its operation began has completions before the start, and one under which others
// ran has more behind the end.
ResultReply result_of(const Token& token, const std::vector<Event>& events) {
  ResultReply reply = standing_of(token);
  reply.state = OperationState::finished;
  for (const Event& event : events) {
    if (event.position > token.operation->started_position && tell_end(event, reply)) break;
  }
  return reply;
}

}  // namespace cancel
