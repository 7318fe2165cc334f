#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calls/admission.hpp"
#include "cancel/mcp/tool.hpp"

namespace cancel::mcp {

class InputSchema;

// A tool as it was added, with its schema compiled.
struct Tool {
  ToolOptions options;
  std::variant<ToolHandler, StepHandler> handler;
  std::shared_ptr<const InputSchema> schema;

  bool works_in_steps() const noexcept { return handler.index() == 1; }
  CallNeeds needs() const;
  // What tools/list shows of it. Tasks of 2025-11-25 stand in `execution`, in the legacy era alone.
  JsonText description(Era era) const;
};

// The tools of a server, and the way from a call to its result: check of the arguments, middleware, handler, steps.
// Filled before the first session, then only read: thread-safe from there on.
class ToolBox {
 public:
  // Throw std::invalid_argument for a name that is taken or not allowed, a schema that is none, and other options that
  // make no sense.
  void add(ToolOptions options, ToolHandler handler);
  void add_steps(ToolOptions options, StepHandler handler);
  void use(Middleware middleware);

  const Tool* find(std::string_view name) const;
  const std::vector<const Tool*>& in_order() const noexcept { return in_order_; }

  // Runs it on this thread. Never begins where the context's token is cancelled; between steps it looks again.
  // Arguments that do not fit the schema give an error result that names what is wrong (both eras' rule for tools).
  // Clean-ups have run when it returns or throws. Throws what the handler throws: Cancelled, McpError, InputRequired,
  // others.
  ToolResult run(const Tool& tool, RequestContext& context, const Json& arguments) const;

 private:
  void add_tool(ToolOptions options, std::variant<ToolHandler, StepHandler> handler, bool has_handler);
  ToolResult run_handler(const Tool& tool, RequestContext& context, const Json& arguments) const;

  std::map<std::string, std::unique_ptr<Tool>, std::less<>> tools_;
  std::vector<const Tool*> in_order_;
  std::vector<Middleware> middleware_;
};

// The result that stands for a cancelled call, where it is answered: isError, "Operation cancelled: REASON", and the
// token's name in _meta.
ToolResult cancelled_result(const Cancellation& why, const TokenName& operation);

}  // namespace cancel::mcp
