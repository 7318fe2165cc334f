#pragma once

#include "cancel/domain/commands.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/wire/pages.hpp"

// Which answer belongs to which wish: what decode_result() makes of the result of a command's method.

namespace cancel {

template <typename CommandType>
struct ReplyOf;

template <typename CommandType>
using ReplyOf_t = typename ReplyOf<CommandType>::type;

template <>
struct ReplyOf<CreateToken> {
  using type = CreateReply;
};
template <>
struct ReplyOf<CancelToken> {
  using type = CancelReply;
};
template <>
struct ReplyOf<CancelMany> {
  using type = CancelManyReply;
};
template <>
struct ReplyOf<ReadStatus> {
  using type = StatusReply;
};
template <>
struct ReplyOf<AwaitToken> {
  using type = StatusReply;
};
template <>
struct ReplyOf<ListTokens> {
  using type = TokenPage;
};
template <>
struct ReplyOf<ReleaseToken> {
  using type = ReleaseReply;
};
template <>
struct ReplyOf<StartOperation> {
  using type = StartReply;
};
template <>
struct ReplyOf<MarkExecuted> {
  using type = PositionReply;
};
template <>
struct ReplyOf<FinishOperation> {
  using type = FinishReply;
};
template <>
struct ReplyOf<ListOperations> {
  using type = OperationPage;
};
template <>
struct ReplyOf<OpenSession> {
  using type = OpenSessionReply;
};
template <>
struct ReplyOf<RenewSession> {
  using type = RenewSessionReply;
};
template <>
struct ReplyOf<CloseSession> {
  using type = PositionReply;
};
template <>
struct ReplyOf<ReadEvents> {
  using type = EventsReply;
};
template <>
struct ReplyOf<ReadStatistics> {
  using type = StatisticsReply;
};
template <>
struct ReplyOf<ReadInfo> {
  using type = InfoReply;
};
template <>
struct ReplyOf<PruneLog> {
  using type = PruneReply;
};
template <>
struct ReplyOf<ReadResult> {
  using type = ResultReply;
};

}  // namespace cancel
