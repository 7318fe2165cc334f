#pragma once

#include <string>

#include "cancel/mcp/content.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel::mcp::detail {

class ServerCore;

// Server::call_tool.
ToolResult call_directly(ServerCore& server, const std::string& name, const JsonText& arguments,
                         const CancellationToken& token);

}  // namespace cancel::mcp::detail
