#pragma once

#include "cancel/mcp/tool.hpp"

namespace cancel::mcp {

// Throws std::invalid_argument, naming the tool, for options that a client could not make sense of: a name that is not
// 1 to 128 characters of [A-Za-z0-9_.-/], parts of the description that are not of their type, tasks of a tool that is
// not long_running. The input schema is looked at elsewhere.
void check_options(const ToolOptions& options);

}  // namespace cancel::mcp
