#include "tasks/tool_results.hpp"

#include <utility>

#include "tools/tool_box.hpp"

namespace cancel::mcp {

namespace {

constexpr std::string_view operation_meta = "canceld/operation";

JsonText facts_of(const OperationStatus& status) {
  JsonWriter json;
  json.begin_object().member("operation_id", status.id).member("status", "processing");
  if (!status.message.empty()) json.member("message", status.message);
  json.member("progress", status.progress).member("total", status.total);
  if (status.cancellation) {
    json.member("stopping", true).member("reason", status.cancellation->reason);
  }
  json.member("continue_with", "continue_operation");
  return json.end_object().take();
}

std::string sentence_about(const OperationStatus& status) {
  std::string text = "\"" + status.type + "\" is still processing";
  if (status.cancellation) text = "\"" + status.type + "\" was told to stop, and has not ended yet";
  if (!status.message.empty()) text += " (" + status.message + ")";
  return text + ". To wait for its result, call the tool continue_operation with operation_id \"" + status.id +
         "\"; to stop it, add cancel: true.";
}

// Read back from the JSON that it was written as.
ToolResult result_from(const JsonText& json) {
  const JsonDocument document = parse_json(json.text());
  ToolResult result;
  result.is_error = find_bool(document, "isError").value_or(false);
  if (const Json* blocks = find(document, "content"); blocks != nullptr && blocks->IsArray()) {
    for (const Json& block : blocks->GetArray()) result.add(JsonText::of(block));
  }
  if (const Json* structured = find(document, "structuredContent")) result.structured(JsonText::of(*structured));
  if (const Json* all = find(document, "_meta"); all != nullptr && all->IsObject()) {
    for (const auto& member : all->GetObject()) {
      result.meta({member.name.GetString(), member.name.GetStringLength()}, JsonText::of(member.value));
    }
  }
  return result;
}

}  // namespace

ToolResult handle_result(const OperationStatus& status, bool has_output_schema) {
  ToolResult result = ToolResult::text(sentence_about(status));
  const JsonText facts = facts_of(status);
  if (has_output_schema) {
    result.is_error = true;
  } else {
    result.structured(facts);
  }
  result.meta(operation_meta, facts);
  return result;
}

JsonText ended_json(const OperationStatus& status) {
  if (status.result) return *status.result;
  if (status.state == OperationState::cancelled) {
    return cancelled_result(status.cancellation.value_or(Cancellation{}), TokenName{status.space, status.id}).to_json();
  }
  std::string why = status.error.value_or("it failed");
  if (status.mcp_error) why += " (" + std::to_string(status.mcp_error->code()) + ")";
  return ToolResult::error(why).to_json();
}

ToolResult ended_result(const OperationStatus& status) {
  return result_from(ended_json(status));
}

}  // namespace cancel::mcp
