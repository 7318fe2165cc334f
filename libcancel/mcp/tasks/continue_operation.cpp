#include <algorithm>

#include "tasks/book.hpp"
#include "tasks/tool_results.hpp"

namespace cancel::mcp {

namespace {

ToolOptions description() {
  ToolOptions tool{.name = "continue_operation"};
  tool.title = "Continue a long operation";
  tool.description =
      "Waits for a long operation that another tool has begun, and gives its result. If it is still processing when "
      "the "
      "time is over, call this again. The operation goes on by itself; set cancel to stop it.";
  tool.input_schema = JsonText::parse(R"({
    "type": "object",
    "properties": {
      "operation_id": {"type": "string", "description": "As the other tool gave it."},
      "wait_time": {"type": "number", "minimum": 0, "default": 30, "description": "How many seconds to wait at most."},
      "cancel": {"type": "boolean", "default": false, "description": "Stop the operation."}
    },
    "required": ["operation_id"]
  })");
  tool.annotations = JsonText::written(R"({"readOnlyHint":false,"destructiveHint":false,"openWorldHint":false})");
  return tool;
}

Millis wait_time_in(const Json& arguments) {
  constexpr double longest = 3'600;  // seconds
  const double seconds = std::clamp(find_number(arguments, "wait_time").value_or(30), 0.0, longest);
  return Millis{static_cast<std::int64_t>(seconds * 1'000)};
}

// The answers that a modern client has brought along.
void take_answers(LongCall& call, const RequestContext& context) {
  for (const Question& question : call.questions().open()) {
    const Json* response = context.input_response(question.key);
    if (response != nullptr && response->IsObject()) {
      call.questions().answer(question.key, {false, JsonText::of(*response)});
    }
  }
}

ToolResult not_there(const std::string& id) {
  return ToolResult::error("There is no operation \"" + id + "\": it never was, or its result is not kept any more.");
}

}  // namespace

ToolResult LongCalls::Book::continue_operation(RequestContext& context, const Json& arguments) {
  const std::string id = find_text(arguments, "operation_id").value_or("");
  const SteadyTime until = steady_after(wait_time_in(arguments));
  const std::string& owner = context.request().owner;
  const auto before = executor_.status(id, owner);
  if (!before) return not_there(id);
  if (before->state != OperationState::running) return ended_result(*before);
  if (find_bool(arguments, "cancel").value_or(false)) {
    executor_.cancel(id, owner, CancellationWish{.reason = "cancelled by continue_operation"});
  }
  const auto call = long_call_of(*before);
  if (call) take_answers(*call, context);

  const auto now = attend(id, until, context);
  if (!now) return not_there(id);
  if (now->state != OperationState::running) return ended_result(*now);
  context.throw_if_cancelled();  // the operation goes on
  if (call && context.request().era == Era::modern) {
    if (auto open = call->questions().open(); !open.empty()) throw InputRequired{std::move(open), {}};
  }
  return handle_result(*now, false);
}

void LongCalls::add_tool(ToolBox& tools) {
  tools.add(description(), [book = book_](RequestContext& context, const Json& arguments) {
    return book->continue_operation(context, arguments);
  });
}

}  // namespace cancel::mcp
