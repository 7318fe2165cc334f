#include "http/error_response.hpp"

#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp {

http::Response json_response(int status, std::string json) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(json);
  return response;
}

http::Response empty_response(int status) {
  http::Response response;
  response.status = status;
  return response;
}

http::Response error_response(int status, int code, std::string_view message, const std::optional<RequestId>& id,
                              const std::optional<JsonText>& data) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").member("id", id).key("error").begin_object();
  json.member("code", code).member("message", message).member("data", data).end_object().end_object();
  return json_response(status, json.take().text());
}

int status_of_modern_response(std::string_view json) {
  const JsonDocument document = parse_json(json);
  const Json* error = find(document, "error");
  if (error == nullptr) return 200;
  switch (find_integer(*error, "code").value_or(0)) {
    case code::method_not_found:
      return 404;
    case code::parse_error:
    case code::invalid_request:
    case code::header_mismatch:
    case code::missing_capability:
    case code::unsupported_version:
      return 400;
    default:
      return 200;
  }
}

}  // namespace cancel::mcp
