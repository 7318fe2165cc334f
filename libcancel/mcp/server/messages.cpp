#include "server/messages.hpp"

#include <utility>

namespace cancel::mcp::detail {

namespace {

constexpr std::string_view result_type = "{\"resultType\"";

std::string with_server_info(const Json& meta, const JsonText& server_info) {
  JsonWriter json;
  json.begin_object();
  if (meta.IsObject()) {
    for (const auto& member : meta.GetObject()) {
      const std::string_view key(member.name.GetString(), member.name.GetStringLength());
      if (key != meta::server_info) json.member(key, member.value);
    }
  }
  return json.member(meta::server_info, server_info).end_object().take().text();
}

// `object` with this member at its end, in place of one of that name.
std::string with_member(const std::string& object, std::string_view name, const std::string& value) {
  const std::string written = '"' + std::string(name) + "\":" + value + '}';
  if (object == "{}") return '{' + written;
  return object.substr(0, object.size() - 1) + ',' + written;
}

std::string without_member(const JsonDocument& object, std::string_view name) {
  JsonWriter json;
  json.begin_object();
  for (const auto& member : object.GetObject()) {
    const std::string_view key(member.name.GetString(), member.name.GetStringLength());
    if (key != name) json.member(key, member.value);
  }
  return json.end_object().take().text();
}

// Only a result in which the word occurs is looked at more closely: most have none.
std::string with_meta(const std::string& result, const JsonText& server_info) {
  const auto plain = [&] { return with_member(result, "_meta", with_server_info(Json(), server_info)); };
  if (result.find("\"_meta\"") == std::string::npos) return plain();
  const JsonDocument content = parse_json(result);
  const Json* meta = find(content, "_meta");
  if (meta == nullptr) return plain();
  return with_member(without_member(content, "_meta"), "_meta", with_server_info(*meta, server_info));
}

}  // namespace

std::string result_message(const RequestId& id, const JsonText& result) {
  return R"({"jsonrpc":"2.0","id":)" + to_json(id).text() + R"(,"result":)" + result.text() + '}';
}

std::string error_message(const std::optional<RequestId>& id, const McpError& error) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").member("id", id).key("error").begin_object();
  json.member("code", error.code()).member("message", error.what()).member("data", error.data());
  return json.end_object().end_object().take().text();
}

std::string notification_message(std::string_view method, const JsonText& params) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").member("method", method);
  if (!params.is_null()) json.member("params", params);
  return json.end_object().take().text();
}

JsonText modern_result(const JsonText& result, const JsonText& server_info) {
  std::string text = with_meta(result.text(), server_info);
  if (text.compare(0, result_type.size(), result_type) != 0) {
    text.replace(0, 1, R"({"resultType":"complete",)");
  }
  return JsonText::written(std::move(text));
}

JsonText data_of(std::string_view name, std::string_view value) {
  return JsonWriter().begin_object().member(name, value).end_object().take();
}

McpError wrong_param(std::string_view param, std::string_view what) {
  return McpError(code::invalid_params, std::string(param) + ": " + std::string(what), data_of("param", param));
}

}  // namespace cancel::mcp::detail
