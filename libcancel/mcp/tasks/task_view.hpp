#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/protocol.hpp"
#include "tasks/long_call.hpp"

namespace cancel::mcp {

// An operation as MCP's tasks show it.
struct TaskView {
  std::string id;
  std::string_view status;  // working, input_required, completed, failed, cancelled
  std::string message;
  Timestamp created_at{};
  Timestamp updated_at{};
  std::optional<Millis> time_to_live{};
  Millis poll_interval{};
  std::optional<Cancellation> cancellation{};  // of cancelled

  bool has_ended() const { return status != "working" && status != "input_required"; }
};

// `call` is the long call behind it, or null. The eras differ in what becomes of a tool that says that it failed: it is
// completed in the modern one, failed in the legacy one.
TaskView view_of(const OperationStatus& status, LongCall* call, Era era);

// The members of a Task, without what surrounds them.
void write_task(JsonWriter& json, const TaskView& task, Era era);
JsonText task_json(const TaskView& task, Era era);

// Legacy messages that belong to a task say so in their `_meta`.
JsonText with_related_task(const JsonText& object, const std::string& task);

// Why it was cancelled, as error data: {"reason","cause"}.
JsonText reason_json(const Cancellation& why);
std::string reason_text(const Cancellation& why);

}  // namespace cancel::mcp
