#pragma once

#include <optional>
#include <string>

#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp {

// The parameters of the methods. All throw McpError invalid_params, whose data names the parameter.

std::string token_id_of(const Json& params);                            // `id`, required
std::optional<std::string> optional_token_id_of(const Json& params);    // `id`
std::optional<std::string> cancellation_reason_of(const Json& params);  // `reason`
void check_token_id(const std::string& id);

// token_not_found: the caller has none of that id.
McpError no_such_token(const std::string& id);

}  // namespace cancel::mcp
