#pragma once

#include "cancel/mcp/content.hpp"
#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/tool.hpp"

namespace cancel::mcp {

// The result of a call that goes on: says so, and how to hear of its end, to the model that reads it and to programs. A
// tool that promises structured content can not give it here: then the result counts as an error for the client, which
// would refuse it otherwise, and only its text and `_meta` tell.
ToolResult handle_result(const OperationStatus& status, bool has_output_schema);

// What the operation came to, for a caller of tools: its own result, its failure, or its cancellation.
ToolResult ended_result(const OperationStatus& status);
JsonText ended_json(const OperationStatus& status);

}  // namespace cancel::mcp
