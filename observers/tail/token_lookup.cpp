#include "tail/token_lookup.hpp"

#include <chrono>
#include <utility>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "program/failure.hpp"

namespace cancel::tail {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Millis slice{200};
constexpr std::chrono::seconds resend_after{5};

TokenFacts facts_in(const StatusReply& status) {
  TokenFacts facts{status.token.cause, status.token.tool};
  for (const OperationView& operation : status.operations) {
    if (operation.name == status.token.name) facts.tool = operation.tool;
  }
  return facts;
}

TokenFacts facts_in(const RpcResult& result) {
  const auto status = decode_result<StatusReply>(result.json);
  if (!status) {
    throw program::Failure(program::ExitCode::refused,
                           "what the daemon says of a token can not be read: " + status.error().message);
  }
  return facts_in(status->reply);
}

TokenFacts facts_in(const RpcError& error) {
  if (error.code == static_cast<std::int64_t>(ErrorCode::token_not_found)) return {};
  throw program::Failure(program::ExitCode::refused, program::describe(error));
}

}  // namespace

TokenLookup::TokenLookup(Messaging& messaging, std::string endpoint, std::function<void()> while_waiting)
    : messaging_(messaging), endpoint_(std::move(endpoint)), while_waiting_(std::move(while_waiting)) {}

TokenFacts TokenLookup::ask(const TokenName& name) {
  if (!client_) client_.emplace(messaging_, endpoint_);
  const std::string params = encode_params(ReadStatus{name});
  for (;;) {
    while (!client_->begin("cancellation/status", params, slice)) while_waiting_();
    const auto until = Clock::now() + resend_after;
    while (Clock::now() < until) {
      const CallResult result = client_->finish(slice);
      if (const auto* found = std::get_if<RpcResult>(&result)) return facts_in(*found);
      if (const auto* error = std::get_if<RpcError>(&result)) return facts_in(*error);
      while_waiting_();
    }
  }
}

}  // namespace cancel::tail
