#include <algorithm>
#include <charconv>

#include "tasks/book.hpp"
#include "tasks/call_terms.hpp"
#include "tasks/task_view.hpp"

namespace cancel::mcp {

namespace {

constexpr std::size_t page = 100;

McpError unknown_task() {
  return McpError(code::invalid_params, "there is no such task");
}

// The tool's result as the modern era has it inside of a task.
JsonText complete(const JsonText& result) {
  const JsonDocument document = parse_json(result.text());
  if (!document.IsObject() || document.HasMember("resultType")) return result;
  JsonWriter json;
  json.begin_object().member("resultType", "complete");
  for (const auto& member : document.GetObject()) {
    json.member({member.name.GetString(), member.name.GetStringLength()}, member.value);
  }
  return json.end_object().take();
}

McpError error_of(const OperationStatus& status) {
  if (status.mcp_error) return *status.mcp_error;
  return McpError(code::internal_error, status.error.value_or("it failed"));
}

void write_error(JsonWriter& json, const McpError& error) {
  json.key("error").begin_object().member("code", error.code()).member("message", std::string_view(error.what()));
  json.member("data", error.data()).end_object();
}

void write_questions(JsonWriter& json, const std::vector<Question>& questions) {
  json.key("inputRequests").begin_object();
  for (const Question& question : questions) {
    json.key(question.key).begin_object().member("method", question.method).member("params", question.params);
    json.end_object();
  }
  json.end_object();
}

JsonText modern_task(const OperationStatus& status, LongCall* call) {
  TaskView task = view_of(status, call, Era::modern);
  const auto open = call != nullptr ? call->questions().open() : std::vector<Question>();
  if (task.status == "input_required" && open.empty()) task.status = "working";  // answered a moment ago
  JsonWriter json;
  json.begin_object().member("resultType", "complete");
  write_task(json, task, Era::modern);
  if (task.status == "completed") json.member("result", complete(status.result.value_or(JsonText::written("{}"))));
  if (task.status == "failed") write_error(json, error_of(status));
  if (task.status == "input_required") write_questions(json, open);
  return json.end_object().take();
}

std::optional<std::string> peer_of(const RequestFacts& facts) {
  return facts.client.empty() ? std::nullopt : std::optional(facts.client);
}

[[noreturn]] void throw_cancelled(const Cancellation& why) {
  throw McpError(code::request_cancelled, "Operation cancelled: " + reason_text(why), reason_json(why));
}

// Of the operations in order, those behind the one that the cursor names: by the time of its start, and its id.
std::string cursor_of(const OperationStatus& status) {
  return std::to_string(status.started_at.time_since_epoch().count()) + "." + status.id;
}

std::size_t place_behind(const std::vector<OperationStatus>& tasks, const std::string& cursor) {
  const std::size_t dot = cursor.find('.');
  std::int64_t started = 0;
  const auto read = std::from_chars(cursor.data(), cursor.data() + std::min(dot, cursor.size()), started);
  if (dot == std::string::npos || read.ec != std::errc() || read.ptr != cursor.data() + dot) {
    throw McpError(code::invalid_params, "the cursor is none of this server's");
  }
  const std::string id = cursor.substr(dot + 1);
  const auto same = std::find_if(tasks.begin(), tasks.end(), [&](const auto& task) { return task.id == id; });
  if (same != tasks.end()) return static_cast<std::size_t>(same - tasks.begin()) + 1;
  const auto later = std::find_if(tasks.begin(), tasks.end(), [&](const auto& task) {
    return task.started_at.time_since_epoch().count() > started;
  });
  return static_cast<std::size_t>(later - tasks.begin());
}

}  // namespace

// Of the one that the request names. Throws McpError.
OperationStatus LongCalls::Book::found(RequestContext& context, const Json& params) {
  if (context.request().era == Era::modern) require_tasks_extension(context.request());
  const auto id = find_text(params, "taskId");
  if (!id) throw McpError(code::invalid_params, "params.taskId is missing");
  auto status = executor_.status(*id, context.request().owner);
  if (!status) throw unknown_task();
  return std::move(*status);
}

JsonText LongCalls::Book::get(RequestContext& context, const Json& params) {
  const OperationStatus status = found(context, params);
  const auto call = long_call_of(status);
  if (context.request().era == Era::modern) return modern_task(status, call.get());
  return task_json(view_of(status, call.get(), Era::legacy), Era::legacy);
}

JsonText LongCalls::Book::result(RequestContext& context, const Json& params) {
  const std::string id = found(context, params).id;
  const auto status = attend(id, steady_after(longest_duration), context);
  if (!status) throw unknown_task();
  const auto call = long_call_of(*status);
  const TaskView task = view_of(*status, call.get(), Era::legacy);
  if (task.cancellation) throw_cancelled(*task.cancellation);
  context.throw_if_cancelled();
  if (!status->result) throw error_of(*status);
  return with_related_task(*status->result, id);
}

JsonText LongCalls::Book::list(RequestContext& context, const Json& params) {
  std::vector<OperationStatus> tasks;
  const std::string& owner = context.request().owner;
  const bool is_somebody = !owner.empty() && owner != "*";  // else their ids are what keeps them apart
  if (is_somebody) tasks = executor_.list(owner);
  std::erase_if(tasks, [](const OperationStatus& status) {
    const auto call = long_call_of(status);
    return !call || !call->is_task();
  });
  const auto cursor = find_text(params, "cursor");
  const std::size_t first = cursor ? place_behind(tasks, *cursor) : 0;
  const std::size_t end = std::min(tasks.size(), first + page);

  JsonWriter json;
  json.begin_object().key("tasks").begin_array();
  for (std::size_t index = first; index < end; ++index) {
    json.value(task_json(view_of(tasks[index], long_call_of(tasks[index]).get(), Era::legacy), Era::legacy));
  }
  json.end_array();
  if (end < tasks.size()) json.member("nextCursor", cursor_of(tasks[end - 1]));
  return json.end_object().take();
}

JsonText LongCalls::Book::cancel(RequestContext& context, const Json& params) {
  const OperationStatus status = found(context, params);
  const auto call = long_call_of(status);
  const Cancellation why{.reason = "cancelled by tasks/cancel", .requested_by = peer_of(context.request())};
  const bool runs = status.state == OperationState::running;
  const bool had_been_cancelled = call && call->cancelled();
  const bool is_ours = runs && !had_been_cancelled && (!call || call->settle_as_cancelled(why));
  if (is_ours) executor_.cancel(status.id, status.owner, {.reason = why.reason, .requested_by = why.requested_by});
  if (context.request().era == Era::modern) return JsonText::written(R"({"resultType":"complete"})");
  if (!is_ours) throw McpError(code::invalid_params, "the task has ended: it can not be cancelled");
  TaskView task = view_of(status, call.get(), Era::legacy);
  task.status = "cancelled";
  return task_json(task, Era::legacy);
}

JsonText LongCalls::Book::update(RequestContext& context, const Json& params) {
  const OperationStatus status = found(context, params);
  const Json* responses = find(params, "inputResponses");
  if (responses == nullptr || !responses->IsObject()) {
    throw McpError(code::invalid_params, "params.inputResponses is no object");
  }
  if (const auto call = long_call_of(status)) {
    for (const Question& question : call->questions().open()) {
      const Json* response = find(*responses, question.key);
      if (response != nullptr && response->IsObject()) {
        call->questions().answer(question.key, {false, JsonText::of(*response)});
      }
    }
  }
  return JsonText::written(R"({"resultType":"complete"})");
}

void LongCalls::add_methods(MethodTable& methods) {
  using Part = JsonText (Book::*)(RequestContext&, const Json&);
  const auto add = [&](const char* name, std::optional<Era> only, Part method) {
    methods.add(MethodOptions{.name = name, .only = only},
                [book = book_, method](RequestContext& context, const Json& params) {
                  return (*book.*method)(context, params);
                });
  };
  add("tasks/get", {}, &Book::get);
  add("tasks/result", Era::legacy, &Book::result);
  add("tasks/list", Era::legacy, &Book::list);
  add("tasks/cancel", {}, &Book::cancel);
  add("tasks/update", Era::modern, &Book::update);
}

}  // namespace cancel::mcp
