#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

// A method of JSON-RPC that is not one of MCP's, or one that an extension brings.
struct MethodOptions {
  std::string name;
  bool quick = false;        // runs on the thread that reads, and must not block; others run like tools
  bool cancellable = true;
  bool recorded = false;     // as an operation in canceld
  std::optional<Era> only{};  // in this era alone
};
// Gives the result object. Where it has a resultType, that is its first member; where it has none and the era wants one,
// "complete" is added. Throws McpError for an error response, Cancelled where it was told to stop.
using MethodHandler = std::function<JsonText(RequestContext& context, const Json& params)>;

}  // namespace cancel::mcp
