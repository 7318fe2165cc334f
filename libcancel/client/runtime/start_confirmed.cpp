#include "runtime/start_confirmed.hpp"

#include <utility>

#include "cancel/wire/reply_decoder.hpp"
#include "runtime/waiting_call.hpp"

namespace cancel::client {

namespace {

StartReply started(Core& core, const TrackedToken& token) {
  const CallResult result = call_and_wait(core, std::get<StartOperation>(token.role()), {});
  if (const auto* error = std::get_if<RpcError>(&result)) throw CommandRefused(*error);
  if (std::holds_alternative<NoReply>(result)) {
    throw DaemonUnavailable("operation \"" + token.name().id + "\" was not confirmed by the daemon within the time");
  }
  auto reply = decode_result<StartReply>(std::get<RpcResult>(result).json);
  if (!reply) throw DaemonUnavailable("the daemon's answer is not understood: " + reply.error().message);
  return reply->reply;
}

}  // namespace

void start_confirmed(Core& core, const std::shared_ptr<TrackedToken>& token, const CancellationSource& source) {
  try {
    const StartReply reply = started(core, *token);
    if (!reply.cancelled) {
      token->note_recorded();
      return core.record_beginning(token);
    }
    core.outbox().drop(*token);
    source.cancel({.reason = reply.reason,
                   .cause = reply.cause.value_or(Cause::other),
                   .mode = reply.mode.value_or(Mode::graceful)});
  } catch (...) {
    core.outbox().drop(*token);
    throw;
  }
}

}  // namespace cancel::client
