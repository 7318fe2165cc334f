#include "tasks/call_terms.hpp"

#include <algorithm>

#include "cancel/wire/utf8.hpp"

namespace cancel::mcp {

namespace {

bool has_tasks_extension(const RequestFacts& facts) {
  return facts.client_has("extensions." + std::string(meta::tasks_extension));
}

Millis default_time_to_live(const ExecutorOptions& executor) {
  return std::min(executor.max_lifetime, longest_duration / 2) + std::min(executor.retention, longest_duration / 2);
}

// The client's wish, as long as a task may be kept at most; at least a millisecond.
Millis granted(const Json& task, const ExecutorOptions& executor) {
  const Millis most = default_time_to_live(executor);
  const auto wish = find_number(task, "ttl");
  if (!wish) return most;
  if (!(*wish >= 1)) return Millis{1};
  return *wish >= static_cast<double>(most.count()) ? most : Millis{static_cast<std::int64_t>(*wish)};
}

CallTerms modern_terms(const ToolOptions& tool, const RequestFacts& facts, const ExecutorOptions& executor) {
  if (tool.task_support == TaskSupport::forbidden) return {};
  const bool required = tool.task_support == TaskSupport::required;
  if (required) require_tasks_extension(facts);
  if (!required && !has_tasks_extension(facts)) return {};
  return {.late = AnswerForm::modern_task, .at_once = required, .time_to_live = default_time_to_live(executor)};
}

// Clients of older revisions do not know of tasks, nor that a tool wants to be one.
CallTerms legacy_terms(const ToolOptions& tool, const RequestFacts& facts, const Json& params,
                       const ExecutorOptions& executor) {
  if (facts.protocol_version < latest_legacy_version || !facts.id) return {};
  const Json* task = find(params, "task");
  if (task == nullptr) {
    if (tool.task_support != TaskSupport::required) return {};
    throw McpError(code::method_not_found, "the tool " + tool.name + " can only be called as a task");
  }
  if (tool.task_support == TaskSupport::forbidden) {
    throw McpError(code::method_not_found, "the tool " + tool.name + " can not be called as a task");
  }
  if (!task->IsObject()) throw McpError(code::invalid_params, "params.task is no object");
  return {.late = AnswerForm::legacy_task, .at_once = true, .time_to_live = granted(*task, executor)};
}

void add_label(Labels& labels, const std::string& key, std::string_view value) {
  constexpr std::size_t longest = 1'024;
  if (!value.empty() && is_utf8(value)) labels.emplace(key, cut_utf8(value, longest));
}

// {"namespace","id"} or an id, as another server's work said.
std::optional<Parent> caller_in(const Json* meta) {
  const Json* caller = meta != nullptr ? find(*meta, meta::caller_token) : nullptr;
  if (caller == nullptr) return std::nullopt;
  if (caller->IsString()) return Parent(std::string(caller->GetString(), caller->GetStringLength()));
  const auto id = find_text(*caller, "id");
  if (!id) return std::nullopt;
  return Parent(
      TokenName{.space = find_text(*caller, "namespace").value_or(std::string(default_namespace)), .id = *id});
}

}  // namespace

void require_tasks_extension(const RequestFacts& facts) {
  if (has_tasks_extension(facts)) return;
  JsonWriter data;
  data.begin_object().key("requiredCapabilities").begin_object().key("extensions").begin_object();
  data.key(meta::tasks_extension).begin_object().end_object();
  data.end_object().end_object().end_object();
  throw McpError(code::missing_capability,
                 "the client has not declared the extension " + std::string(meta::tasks_extension), data.take());
}

CallTerms terms_of(const ToolOptions& tool, const RequestFacts& facts, const Json& params,
                   const ExecutorOptions& executor) {
  if (facts.era == Era::legacy) return legacy_terms(tool, facts, params, executor);
  return modern_terms(tool, facts, executor);
}

ExecuteOptions execution_of(const ToolOptions& tool, const RequestFacts& facts) {
  ExecuteOptions options{.type = tool.name, .owner = facts.owner, .answer_within = Millis{0}};
  options.max_lifetime = tool.deadline;
  options.grace = tool.grace;
  options.force = tool.force;
  options.request_id = facts.id;
  options.stop_with_caller = false;  // the call itself sees to that
  if (facts.session_token.node()) options.parents.emplace_back(facts.session_token);
  const Json* meta = facts.meta();
  if (tool.on_caller_cancel == OnCallerCancel::stop) {
    if (auto caller = caller_in(meta)) options.parents.push_back(std::move(*caller));
  }
  add_label(options.labels, "mcp.session", facts.session);
  add_label(options.labels, "mcp.method", facts.method);
  add_label(options.labels, "mcp.client", facts.client);
  for (const char* name : {"traceparent", "tracestate", "baggage"}) {
    if (meta != nullptr) add_label(options.labels, name, find_text(*meta, name).value_or(""));
  }
  return options;
}

}  // namespace cancel::mcp
