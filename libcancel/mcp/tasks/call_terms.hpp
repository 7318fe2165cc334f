#pragma once

#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/mcp/tool.hpp"
#include "tasks/long_call.hpp"

namespace cancel::mcp {

// How a long call is to be answered.
struct CallTerms {
  AnswerForm late = AnswerForm::handle;  // where its result is not there in time
  bool at_once = false;                  // without waiting for it
  std::optional<Millis> time_to_live{};  // of a task
};

// What the tool, the client's capabilities and the request say together. Throws McpError where they contradict each
// other: a task that must be one, or must not.
CallTerms terms_of(const ToolOptions& tool, const RequestFacts& facts, const Json& params,
                   const ExecutorOptions& executor);

// Throws McpError missing_capability where a modern client has not declared the extension for tasks in this request.
void require_tasks_extension(const RequestFacts& facts);

// The operation of the call: its owner, what it hangs under, its labels.
ExecuteOptions execution_of(const ToolOptions& tool, const RequestFacts& facts);

}  // namespace cancel::mcp
