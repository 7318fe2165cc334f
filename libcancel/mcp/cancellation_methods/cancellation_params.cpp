#include "cancellation_methods/cancellation_params.hpp"

#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/utf8.hpp"

namespace cancel::mcp {

namespace {

constexpr std::size_t longest_reason = 4'096;

McpError wrong(std::string_view param, std::string_view what) {
  JsonWriter data;
  data.begin_object().member("name", "InvalidParams").member("param", param).end_object();
  return McpError(code::invalid_params, std::string(param) + ": " + std::string(what), data.take());
}

std::optional<std::string> text_in(const Json& params, std::string_view name) {
  const Json* value = find(params, name);
  if (value == nullptr || value->IsNull()) return std::nullopt;
  if (!value->IsString()) throw wrong(name, "is no string");
  return std::string(value->GetString(), value->GetStringLength());
}

}  // namespace

void check_token_id(const std::string& id) {
  if (is_utf8(id) && is_name(id, longest_id)) return;
  throw wrong("id", "is no name of 1 to 128 bytes without spaces and control characters");
}

std::optional<std::string> optional_token_id_of(const Json& params) {
  auto id = text_in(params, "id");
  if (id) check_token_id(*id);
  return id;
}

std::string token_id_of(const Json& params) {
  auto id = optional_token_id_of(params);
  if (!id) throw wrong("id", "is missing");
  return *std::move(id);
}

std::optional<std::string> cancellation_reason_of(const Json& params) {
  auto reason = text_in(params, "reason");
  if (reason && reason->size() > longest_reason) throw wrong("reason", "is longer than 4096 bytes");
  if (reason && !is_utf8(*reason)) throw wrong("reason", "is no UTF-8");
  return reason;
}

McpError no_such_token(const std::string& id) {
  JsonWriter data;
  data.begin_object().member("name", "CancellationTokenNotFound").member("id", id).end_object();
  return McpError(-31001, "There is no cancellation token of that id: " + id, data.take());
}

}  // namespace cancel::mcp
