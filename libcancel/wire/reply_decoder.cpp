#include "cancel/wire/reply_decoder.hpp"

#include <utility>

#include "json_document.hpp"
#include "result_readers.hpp"

namespace cancel {
namespace {

Error malformed(std::string what) {
  return Error{ErrorCode::internal_error, std::move(what)};
}

template <typename Reply>
Result<Decoded<Reply>> decode(std::string_view json) {
  JsonDocument document;
  if (!document.parse(json)) return malformed("not JSON");

  Decoded<Reply> decoded;
  FieldReader in(document.root(), "");
  read_members(in, decoded.reply);
  in.field("replayed", decoded.replayed);
  if constexpr (requires { decoded.next_cursor; }) in.field("nextCursor", decoded.next_cursor);
  if (!in.ok()) return malformed(in.fault());
  return decoded;
}

}  // namespace

template <>
Result<Decoded<CreateReply>> decode_result(std::string_view json) {
  return decode<CreateReply>(json);
}

template <>
Result<Decoded<CancelReply>> decode_result(std::string_view json) {
  return decode<CancelReply>(json);
}

template <>
Result<Decoded<CancelManyReply>> decode_result(std::string_view json) {
  return decode<CancelManyReply>(json);
}

template <>
Result<Decoded<StatusReply>> decode_result(std::string_view json) {
  return decode<StatusReply>(json);
}

template <>
Result<Decoded<TokenPage>> decode_result(std::string_view json) {
  return decode<TokenPage>(json);
}

template <>
Result<Decoded<OperationPage>> decode_result(std::string_view json) {
  return decode<OperationPage>(json);
}

template <>
Result<Decoded<ReleaseReply>> decode_result(std::string_view json) {
  return decode<ReleaseReply>(json);
}

template <>
Result<Decoded<StartReply>> decode_result(std::string_view json) {
  return decode<StartReply>(json);
}

template <>
Result<Decoded<PositionReply>> decode_result(std::string_view json) {
  return decode<PositionReply>(json);
}

template <>
Result<Decoded<FinishReply>> decode_result(std::string_view json) {
  return decode<FinishReply>(json);
}

template <>
Result<Decoded<OpenSessionReply>> decode_result(std::string_view json) {
  return decode<OpenSessionReply>(json);
}

template <>
Result<Decoded<RenewSessionReply>> decode_result(std::string_view json) {
  return decode<RenewSessionReply>(json);
}

template <>
Result<Decoded<EventsReply>> decode_result(std::string_view json) {
  return decode<EventsReply>(json);
}

template <>
Result<Decoded<StatisticsReply>> decode_result(std::string_view json) {
  return decode<StatisticsReply>(json);
}

template <>
Result<Decoded<InfoReply>> decode_result(std::string_view json) {
  return decode<InfoReply>(json);
}

template <>
Result<Decoded<PruneReply>> decode_result(std::string_view json) {
  return decode<PruneReply>(json);
}

template <>
Result<Decoded<ResultReply>> decode_result(std::string_view json) {
  return decode<ResultReply>(json);
}

}  // namespace cancel
