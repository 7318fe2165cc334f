#pragma once

#include <memory>

#include "cancel/mcp/executor.hpp"
#include "tasks/long_call.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp {

// What the operation of a long call does: runs the tool, as often as it asks something that only a further round can
// tell it. A result that says that the tool failed leaves as FailedWith, as do exceptions other than those of MCP.
JsonText run_long_call(const ToolBox& tools, const Tool& tool, const Json& arguments,
                       const std::shared_ptr<LongCall>& call, RunningOperation& operation);

}  // namespace cancel::mcp
