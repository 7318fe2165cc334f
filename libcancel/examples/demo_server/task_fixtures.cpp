#include <chrono>

#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;
using namespace cancel::mcp::literals;
using namespace std::chrono_literals;

namespace {

ToolOptions task_tool(std::string name, std::string description, TaskSupport support) {
  ToolOptions options;
  options.name = std::move(name);
  options.description = std::move(description);
  options.long_running = true;
  options.task_support = support;
  options.answer_within = 100ms;
  return options;
}

void work_for(ToolContext& context, std::chrono::nanoseconds time) {
  if (!context.sleep_for(time)) context.throw_if_cancelled();
}

ToolResult compute(ToolContext& context, const Json& arguments) {
  const double seconds = std::min(find_number(arguments, "seconds").value_or(1.0), 86'400.0);
  context.progress(0, seconds, "computing");
  work_for(context, std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds)));
  return ToolResult::text("Computed " + find_text(arguments, "label").value_or("the answer") + ": 42");
}

ToolResult fail(ToolContext& context, const Json&) {
  work_for(context, 300ms);
  return ToolResult::error("The job failed");
}

ToolResult fail_by_the_protocol(ToolContext& context, const Json&) {
  work_for(context, 300ms);
  throw McpError(code::internal_error, "the job failed by an error of the protocol");
}

Question confirmation(std::string key, const std::string& message, const JsonText& schema) {
  JsonWriter json;
  json.begin_object().member("message", message).member("requestedSchema", schema).end_object();
  return {std::move(key), "elicitation/create", json.take()};
}

ToolResult confirm_delete(ToolContext& context, const Json& arguments) {
  const std::string name = find_text(arguments, "filename").value_or("");
  const JsonText schema =
      R"({"type":"object","properties":{"confirm":{"type":"boolean"}},"required":["confirm"]})"_json;
  const JsonDocument answer = parse_json(context.ask(confirmation("confirm", "Delete " + name + "?", schema)).text());
  const Json* content = find(answer, "content");
  const bool confirmed = content != nullptr && find_bool(*content, "confirm").value_or(false);
  return ToolResult::text(confirmed ? "Deleted " + name : "Kept " + name);
}

ToolResult ask_twice_at_once(ToolContext& context, const Json&) {
  const JsonText name = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})"_json;
  const JsonText sure = R"({"type":"object","properties":{"confirm":{"type":"boolean"}},"required":["confirm"]})"_json;
  context.ask({confirmation("name", "What is your name?", name), confirmation("confirm", "Are you sure?", sure)});
  return ToolResult::text("Both answers are here");
}

ToolResult greet_later(ToolContext& context, const Json&) {
  const JsonText schema = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})"_json;
  const JsonDocument answer = parse_json(context.ask(confirmation("user_name", "What is your name?", schema)).text());
  work_for(context, 500ms);
  const Json* content = find(answer, "content");
  return ToolResult::text("Hello, " + (content == nullptr ? "" : find_text(*content, "name").value_or("")) + "!");
}

}  // namespace

void add_task_fixtures(Server& server) {
  ToolOptions greet;
  greet.name = "greet";
  greet.description = "Greets, and never becomes a task";
  greet.input_schema = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})"_json;
  server.add_tool(greet, [](ToolContext&, const Json& arguments) {
    return ToolResult::text("Hello, " + find_text(arguments, "name").value_or("") + "!");
  });

  ToolOptions slow = task_tool("slow_compute", "Computes for some seconds", TaskSupport::optional);
  slow.input_schema = R"({"type":"object","properties":{"seconds":{"type":"number","minimum":0},
      "label":{"type":"string"}},"required":["seconds"]})"_json;
  server.add_tool(slow, compute);
  server.add_tool(task_tool("failing_job", "Fails after a while", TaskSupport::required), fail);
  server.add_tool(task_tool("protocol_error_job", "Fails by an error of the protocol", TaskSupport::optional),
                  fail_by_the_protocol);
  ToolOptions confirm = task_tool("confirm_delete", "Asks before it deletes", TaskSupport::required);
  confirm.input_schema =
      R"({"type":"object","properties":{"filename":{"type":"string"}},"required":["filename"]})"_json;
  server.add_tool(confirm, confirm_delete);
  server.add_tool(task_tool("multi_input", "Asks two questions at once", TaskSupport::required), ask_twice_at_once);
  server.add_tool(task_tool("test_tool_with_task", "Asks for a name, then takes its time", TaskSupport::optional),
                  greet_later);
}

}  // namespace demo
