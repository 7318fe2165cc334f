#pragma once

#include <functional>
#include <string>

#include "calls/method_table.hpp"
#include "cancel/mcp/executor.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp {

// What long calls need of the server around them.
struct LongCallPorts {
  // A notification for the sessions of that owner, where the peer can get one outside of a request.
  std::function<void(const std::string& owner, const std::string& method, const JsonText& params)> notify;
};

// Calls of long_running tools, and what becomes of them: the result in time; else, in this order, a task of the 2026
// extension where the client declared it, a task of 2025-11-25 where the client asked for one, a handle for
// continue_operation. Below all three is one operation of the executor, so that one cancel – tasks/cancel,
// cancellation/cancel, continue_operation with `cancel`, cancelctl – stops it.
//
// Thread-safe. A call that goes on is no hindrance to its end: `executor` must outlive this, and `tools`, the ports and
// the sealer of the calls' contexts must outlive what the executor runs.
class LongCalls {
 public:
  LongCalls(Executor& executor, const ToolBox& tools, LongCallPorts ports);
  ~LongCalls();

  // tools/call of a long_running tool, on a thread of the pool: gives the result object (CallToolResult,
  // CreateTaskResult).
  JsonText call(const Tool& tool, RequestContext& context, const Json& params);

  // The tool continue_operation {operation_id, wait_time = 30, cancel = false}.
  void add_tool(ToolBox& tools);
  // tasks/get, tasks/result, tasks/list, tasks/cancel, tasks/update, for the eras that have them.
  void add_methods(MethodTable& methods);
  // What stands in the capabilities: {"list":{},"cancel":{},"requests":{"tools":{"call":{}}}} for legacy, settings of
  // the extension for modern.
  JsonText capability(Era era) const;

 private:
  class Book;
  std::shared_ptr<Book> book_;
};

}  // namespace cancel::mcp
