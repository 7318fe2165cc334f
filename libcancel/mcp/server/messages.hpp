#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/protocol.hpp"

// The frames of JSON-RPC around what is said.

namespace cancel::mcp::detail {

std::string result_message(const RequestId& id, const JsonText& result);
// Without an id where it could not be read: MCP knows no id that is null.
std::string error_message(const std::optional<RequestId>& id, const McpError& error);
std::string notification_message(std::string_view method, const JsonText& params);

// A result as the modern era wants it: `resultType` first ("complete" where there is none), and who answers in `_meta`.
JsonText modern_result(const JsonText& result, const JsonText& server_info);

// {"NAME":"VALUE"}, for the data of errors.
JsonText data_of(std::string_view name, std::string_view value);
// invalid_params, whose data names the parameter.
McpError wrong_param(std::string_view param, std::string_view what);

}  // namespace cancel::mcp::detail
