// Client::call() for every command of the protocol.

#include <utility>

#include "cancel/client/client.hpp"
#include "cancel/token/callback_thread.hpp"
#include "cancel/wire/reply_decoder.hpp"
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

#undef CANCEL_CALL

}  // namespace cancel
