#include "tasks/task_view.hpp"

#include <algorithm>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::mcp {

namespace {

// Soon in the beginning, and then in proportion to how long it has been going on.
Millis poll_interval_after(std::chrono::microseconds age) {
  constexpr Millis shortest{100};
  constexpr Millis longest{5'000};
  return std::clamp(std::chrono::duration_cast<Millis>(age) / 10, shortest, longest);
}

std::string_view word_for(const OperationStatus& status, LongCall* call, Era era) {
  switch (status.state) {
    case OperationState::running:
      return call != nullptr && !call->questions().open().empty() ? "input_required" : "working";
    case OperationState::completed:
      return "completed";
    case OperationState::failed:
      return era == Era::modern && status.result ? "completed" : "failed";
    case OperationState::cancelled:
      break;
  }
  return "cancelled";
}

std::string message_for(const OperationStatus& status) {
  if (status.cancellation) {
    const bool has_ended = status.state != OperationState::running;
    return (has_ended ? "Operation cancelled: " : "Stopping: ") + reason_text(*status.cancellation);
  }
  return status.error.value_or(status.message);
}

}  // namespace

TaskView view_of(const OperationStatus& status, LongCall* call, Era era) {
  TaskView task{.id = status.id, .created_at = status.started_at, .updated_at = status.updated_at};
  if (call != nullptr) task.time_to_live = call->time_to_live();
  task.poll_interval = poll_interval_after(status.updated_at - status.started_at);
  if (status.state != OperationState::running && call != nullptr) call->settle_as_ended();
  if (const auto why = call != nullptr ? call->cancelled() : std::nullopt) {
    task.status = "cancelled";
    task.message = "Operation cancelled: " + reason_text(*why);
    task.cancellation = why;
    return task;
  }
  task.status = word_for(status, call, era);
  task.message = message_for(status);
  if (status.state == OperationState::cancelled) task.cancellation = status.cancellation.value_or(Cancellation{});
  return task;
}

void write_task(JsonWriter& json, const TaskView& task, Era era) {
  const bool modern = era == Era::modern;
  json.member("taskId", task.id).member("status", task.status);
  if (!task.message.empty()) json.member("statusMessage", task.message);
  json.member("createdAt", to_rfc3339(task.created_at)).member("lastUpdatedAt", to_rfc3339(task.updated_at));
  json.key(modern ? "ttlMs" : "ttl");
  if (task.time_to_live) {
    json.value(std::int64_t{task.time_to_live->count()});
  } else {
    json.null();
  }
  if (!task.has_ended())
    json.member(modern ? "pollIntervalMs" : "pollInterval", std::int64_t{task.poll_interval.count()});
}

JsonText task_json(const TaskView& task, Era era) {
  JsonWriter json;
  json.begin_object();
  write_task(json, task, era);
  return json.end_object().take();
}

JsonText with_related_task(const JsonText& object, const std::string& task) {
  JsonDocument document = parse_json(object.text());
  auto& allocator = document.GetAllocator();
  const auto to_value = [&](std::string_view text) {
    return Json(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
  };
  Json related(rapidjson::kObjectType);
  related.AddMember("taskId", to_value(task), allocator);
  if (!document.HasMember("_meta")) document.AddMember("_meta", Json(rapidjson::kObjectType), allocator);
  Json& all = document["_meta"];
  if (!all.IsObject()) all.SetObject();
  all.RemoveMember(to_value(meta::related_task));
  all.AddMember(to_value(meta::related_task), related, allocator);
  return JsonText::of(document);
}

JsonText reason_json(const Cancellation& why) {
  JsonWriter json;
  json.begin_object().member("reason", why.reason).member("cause", to_string(why.cause)).end_object();
  return json.take();
}

std::string reason_text(const Cancellation& why) {
  return why.reason.value_or(std::string(to_string(why.cause)));
}

}  // namespace cancel::mcp
