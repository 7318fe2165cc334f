#include <string>

#include "tools/tool_box.hpp"

namespace cancel::mcp {

ToolResult cancelled_result(const Cancellation& why, const TokenName& operation) {
  const std::string reason = why.reason ? *why.reason : std::string(to_string(why.cause));
  ToolResult result = ToolResult::error("Operation cancelled: " + reason);
  JsonWriter name;
  name.begin_object().member("namespace", operation.space).member("id", operation.id).end_object();
  result.meta(meta::caller_token, name.take());
  return result;
}

}  // namespace cancel::mcp
