#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/errors.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/wire/pages.hpp"

// From the `result` of a reply to the answer that a client asked for: the inverse of reply_encoder. Thread-safe.
//
// Total: never throws and never recurses, whatever it is given. Members that are unknown are ignored, so that a newer
// daemon is understood; one that is missing, of a wrong type or range, or a word that is not in its list is an
// internal_error whose message names it ("tokens[3].state: …"). Those that the contract calls optional may be absent or
// null.

namespace cancel {

template <typename Reply>
struct Decoded {
  Reply reply;
  bool replayed = false;  // the command had been carried out before
};

// Of a status only as many operations as one message holds.
template <>
struct Decoded<StatusReply> {
  StatusReply reply;
  bool replayed = false;
  std::optional<std::string> next_cursor;  // where operation/list goes on with those that are left out
};

// `json` is the text of the result of the method that ReplyOf (reply_of.hpp) has `Reply` for. What does not travel has
// its default: keys of tokens, started_position, and whatever of a TokenView the method does not show.
//
// A result of cancellation/create that says "cancelled" does not say since when: `requested_at` is `created_at` then,
// so that cancelled() is right. Cost: one parse, memory of a small multiple of the text.
template <typename Reply>
Result<Decoded<Reply>> decode_result(std::string_view json);

template <>
Result<Decoded<CreateReply>> decode_result(std::string_view json);
template <>
Result<Decoded<CancelReply>> decode_result(std::string_view json);
template <>
Result<Decoded<CancelManyReply>> decode_result(std::string_view json);
template <>
Result<Decoded<StatusReply>> decode_result(std::string_view json);
template <>
Result<Decoded<TokenPage>> decode_result(std::string_view json);
template <>
Result<Decoded<OperationPage>> decode_result(std::string_view json);
template <>
Result<Decoded<ReleaseReply>> decode_result(std::string_view json);
template <>
Result<Decoded<StartReply>> decode_result(std::string_view json);
template <>
Result<Decoded<PositionReply>> decode_result(std::string_view json);
template <>
Result<Decoded<FinishReply>> decode_result(std::string_view json);
template <>
Result<Decoded<OpenSessionReply>> decode_result(std::string_view json);
template <>
Result<Decoded<RenewSessionReply>> decode_result(std::string_view json);
template <>
Result<Decoded<EventsReply>> decode_result(std::string_view json);
template <>
Result<Decoded<StatisticsReply>> decode_result(std::string_view json);
template <>
Result<Decoded<InfoReply>> decode_result(std::string_view json);
template <>
Result<Decoded<PruneReply>> decode_result(std::string_view json);
template <>
Result<Decoded<ResultReply>> decode_result(std::string_view json);

}  // namespace cancel
