#include "requests/cancel_notice.hpp"

#include "cancel/wire/utf8.hpp"

namespace cancel::mcp {

namespace {

constexpr std::size_t longest_reason = 4'096;  // bytes; that of the protocol of canceld

}  // namespace

std::optional<CancelNotice> read_cancel_notice(const Json* params) {
  const Json* id = params == nullptr ? nullptr : find(*params, "requestId");
  if (id == nullptr) return std::nullopt;
  std::optional<RequestId> known = to_request_id(*id);
  if (!known) return std::nullopt;
  CancelNotice notice{*std::move(known)};
  if (const auto reason = find_text(*params, "reason")) notice.reason = cut_utf8(*reason, longest_reason);
  return notice;
}

std::string write_cancel_notice(const CancelNotice& notice) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").member("method", "notifications/cancelled").key("params");
  json.begin_object().member("requestId", notice.id).member("reason", notice.reason).end_object();
  return json.end_object().take().text();
}

}  // namespace cancel::mcp
