#include "runtime/start_confirmed.hpp"

#include <utility>

#include "cancel/wire/reply_decoder.hpp"
#include "runtime/waiting_call.hpp"

namespace cancel::client {

namespace {

// It may be in the log: then it is to end there, too.
[[noreturn]] void give_up(Core& core, const std::shared_ptr<TrackedToken>& token, bool sent) {
  if (sent && token->end()) core.record_finish(token, Outcome::failed, "its start was not confirmed within the time");
  throw DaemonUnavailable("operation \"" + token->name().id + "\" was not confirmed by the daemon within the time");
}

StartReply started(Core& core, const std::shared_ptr<TrackedToken>& token) {
  const CallResult result = wait_for_answer([&](CallDone done) { core.start_confirmed(token, std::move(done)); });
  if (const auto* error = std::get_if<RpcError>(&result)) throw CommandRefused(*error);
  if (const auto* missing = std::get_if<NoReply>(&result)) give_up(core, token, missing->sent);
  auto reply = decode_result<StartReply>(std::get<RpcResult>(result).json);
  if (!reply) throw DaemonUnavailable("the daemon's answer is not understood: " + reply.error().message);
  return reply->reply;
}

}  // namespace

void start_confirmed(Core& core, const std::shared_ptr<TrackedToken>& token, const CancellationSource& source) {
  try {
    const StartReply reply = started(core, token);
    if (!reply.cancelled) {
      token->note_recorded();
      return core.record_beginning(token);
    }
    core.outbox().drop(*token);
    source.cancel({.reason = reply.reason,
                   .cause = reply.cause.value_or(Cause::other),
                   .mode = reply.mode.value_or(Mode::graceful)});
  } catch (...) {
    if (token->end()) core.outbox().drop(*token);
    throw;
  }
}

}  // namespace cancel::client
