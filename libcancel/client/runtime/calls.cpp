// Client::call() for every command of the protocol, and call_json().

#include <utility>

#include "cancel/client/client.hpp"
#include "cancel/token/callback_thread.hpp"
#include "cancel/wire/cursor.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_decoder.hpp"
#include "runtime/core.hpp"
#include "runtime/waiting_call.hpp"

namespace cancel {

namespace {

template <typename Reply>
Answer<Reply> answer_from(CallResult result) {
  if (auto* error = std::get_if<RpcError>(&result)) return std::move(*error);
  if (const auto* missing = std::get_if<NoReply>(&result)) return *missing;
  auto decoded = decode_result<Reply>(std::get<RpcResult>(result).json);
  if (!decoded) return RpcError{static_cast<int>(ErrorCode::internal_error), decoded.error().message, "null"};
  return {std::move(decoded->reply), decoded->replayed};
}

RpcError refusal(Error error) {
  const std::string data = R"({"name":")" + std::string(name_of(error.code)) + R"(")" +
                           (error.param.empty() ? "" : R"(,"param":")" + error.param + R"(")") + "}";
  return {static_cast<int>(error.code), std::move(error.message), data};
}

// Where the list goes on, as the encoder of requests wants to be told.
std::optional<std::string> cursor_of(const CommandBody& body) {
  if (const auto* tokens = std::get_if<ListTokens>(&body); tokens != nullptr && tokens->after != 0) {
    return encode_token_cursor(tokens->after);
  }
  if (const auto* operations = std::get_if<ListOperations>(&body); operations != nullptr && operations->after != 0) {
    return encode_operation_cursor(operations->after);
  }
  return std::nullopt;
}

CallOptions options_for(const Command& command, CallOptions options) {
  if (command.command_id) options.command_id = command.command_id;
  if (auto cursor = cursor_of(command.body)) options.cursor = std::move(cursor);
  return options;
}

}  // namespace

template <typename CommandType>
Answer<ReplyOf_t<CommandType>> Client::call(CommandType command, const CallOptions& options) {
  core_->check_process();
  return answer_from<ReplyOf_t<CommandType>>(client::call_and_wait(*core_, std::move(command), options));
}

template <typename CommandType>
void Client::call(CommandType command, const CallOptions& options,
                  std::function<void(Answer<ReplyOf_t<CommandType>>)> done) {
  core_->check_process();
  core_->call(std::move(command), options, [done = std::move(done)](CallResult result) {
    detail::CallbackThread::instance().post(
        [done, result = std::move(result)]() mutable { done(answer_from<ReplyOf_t<CommandType>>(std::move(result))); });
  });
}

CallResult Client::call_json(std::string_view method, std::string_view params, const CallOptions& options) {
  core_->check_process();
  auto decoded = decode_call(method, params, {});
  if (auto* error = std::get_if<Error>(&decoded)) return refusal(std::move(*error));
  auto& command = std::get<Command>(decoded);
  const CallOptions completed = options_for(command, options);
  return client::call_and_wait(*core_, std::move(command.body), completed);
}

void Client::call_json(std::string_view method, std::string_view params, const CallOptions& options,
                       std::function<void(CallResult)> done) {
  core_->check_process();
  const auto tell = [done = std::move(done)](CallResult result) {
    detail::CallbackThread::instance().post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  };
  auto decoded = decode_call(method, params, {});
  if (auto* error = std::get_if<Error>(&decoded)) return tell(refusal(std::move(*error)));
  auto& command = std::get<Command>(decoded);
  const CallOptions completed = options_for(command, options);
  core_->call(std::move(command.body), completed, tell);
}

#define CANCEL_CALL(CommandType)                                                                      \
  template Answer<ReplyOf_t<CommandType>> Client::call<CommandType>(CommandType, const CallOptions&); \
  template void Client::call<CommandType>(CommandType, const CallOptions&,                            \
                                          std::function<void(Answer<ReplyOf_t<CommandType>>)>);

CANCEL_CALL(CreateToken)
CANCEL_CALL(CancelToken)
CANCEL_CALL(CancelMany)
CANCEL_CALL(ReadStatus)
CANCEL_CALL(AwaitToken)
CANCEL_CALL(ListTokens)
CANCEL_CALL(ReleaseToken)
CANCEL_CALL(StartOperation)
CANCEL_CALL(MarkExecuted)
CANCEL_CALL(FinishOperation)
CANCEL_CALL(ListOperations)
CANCEL_CALL(OpenSession)
CANCEL_CALL(RenewSession)
CANCEL_CALL(CloseSession)
CANCEL_CALL(ReadEvents)
CANCEL_CALL(ReadStatistics)
CANCEL_CALL(ReadInfo)
CANCEL_CALL(PruneLog)
CANCEL_CALL(ReadResult)

#undef CANCEL_CALL

}  // namespace cancel
