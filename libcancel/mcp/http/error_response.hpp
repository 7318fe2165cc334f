#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/http/response.hpp"
#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// Answers of the edge itself.

// A JSON-RPC error as a whole HTTP response. The id is left out where it is not known.
http::Response error_response(int status, int code, std::string_view message, const std::optional<RequestId>& id = {},
                              const std::optional<JsonText>& data = {});

http::Response json_response(int status, std::string json);

// 202, 204 …: nothing to say.
http::Response empty_response(int status);

// The status for a response that a modern session gave at once: most errors travel in 200, those of the protocol do
// not.
int status_of_modern_response(std::string_view json);

}  // namespace cancel::mcp
