#include "server/dispatch.hpp"
#include "server/messages.hpp"
#include "server/methods.hpp"
#include "server/server_core.hpp"

namespace cancel::mcp::detail {

namespace {

const Json& arguments_of(const RequestFacts& facts) {
  static const JsonDocument none(rapidjson::kObjectType);
  const Json* arguments = find(params_of(facts), "arguments");
  return arguments != nullptr ? *arguments : none;
}

// What the log says of a tool that failed: the first text of its result.
std::optional<std::string> failure_of(const ToolResult& result) {
  if (!result.is_error) return std::nullopt;
  for (const JsonText& block : result.blocks()) {
    if (auto text = find_text(parse_json(block.text()), "text")) return text;
  }
  return "the tool gave an error result";
}

// A server with tasks refuses to make one of a tool that has none: 2025-11-25.
void check_task_hint(const MethodCall& call, const Tool& tool) {
  const bool knows_tasks = call.facts.era == Era::legacy && call.facts.protocol_version == latest_legacy_version;
  if (!knows_tasks || !call.server.offers_tasks() || tool.options.task_support != TaskSupport::forbidden) return;
  const Json* task = find(call.params, "task");
  if (task != nullptr && !task->IsNull()) {
    throw McpError(code::method_not_found, "This tool cannot be called as a task: " + tool.options.name);
  }
}

CallReply run_tool(ServerCore& server, const Tool& tool, RequestContext& context) {
  const ToolResult result = server.tools.run(tool, context, arguments_of(context.request()));
  return {result.to_json(), failure_of(result)};
}

}  // namespace

CallPlan plan_tools_list(const MethodCall& call) {
  const auto& tools = call.server.tool_list(call.facts.era);
  return list_answer(call, "tools", tools);
}

CallPlan plan_tools_call(const MethodCall& call) {
  const std::string name = required_text(call.params, "name");
  const Tool* tool = call.server.tools.find(name);
  if (tool == nullptr) throw McpError(code::invalid_params, "Unknown tool: " + name, data_of("name", name));
  if (!arguments_of(call.facts).IsObject()) throw wrong_param("arguments", "is no object");
  check_task_hint(call, *tool);
  check_round(call);
  CallPlan plan = handler_plan(call);
  plan.is_tool = true;
  plan.answer_at_once = tool->works_in_steps();
  plan.tool = name;
  plan.grace = tool->options.grace;
  plan.force = tool->options.force;
  plan.needs = tool->needs();
  if (tool->options.long_running && call.server.long_calls != nullptr) {
    // The call's deadline would be that of its answer; the operation has its own.
    plan.body = [&server = call.server, tool](RequestContext& context) {
      return CallReply{server.long_calls->call(*tool, context, params_of(context.request()))};
    };
  } else {
    plan.deadline = tool->options.deadline;
    plan.body = [&server = call.server, tool](RequestContext& context) { return run_tool(server, *tool, context); };
  }
  return plan;
}

}  // namespace cancel::mcp::detail
