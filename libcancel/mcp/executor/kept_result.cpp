#include "executor/kept_result.hpp"

#include <array>
#include <utility>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::mcp {

namespace {

constexpr std::size_t largest_text = 256 * 1024;  // that the log takes
constexpr std::string_view mark = "canceld/long-operation";
constexpr int form = 1;  // of the text. Append, never renumber.

std::string written(const OperationStatus& begun, const OperationEnd& end, bool with_result) {
  JsonWriter text;
  text.begin_object().member(mark, form);
  text.member("owner", begun.owner).member("type", begun.type).member("state", to_string(end.state));
  text.member("startedAt", to_rfc3339(begun.started_at));
  text.member("error", end.error);
  if (end.mcp_error) {
    text.key("mcpError").begin_object().member("code", end.mcp_error->code());
    text.member("data", end.mcp_error->data()).end_object();
  }
  if (end.cancellation) {
    text.key("cancellation").begin_object();
    text.member("reason", end.cancellation->reason).member("cause", to_string(end.cancellation->cause));
    text.member("mode", to_string(end.cancellation->mode)).member("requestedBy", end.cancellation->requested_by);
    text.end_object();
  }
  if (with_result) text.member("result", end.result);
  if (!with_result) text.member("resultTooLarge", true);
  return text.end_object().take().text();
}

std::optional<OperationState> state_of(const Json& kept) {
  const auto word = find_text(kept, "state");
  for (const auto state : {OperationState::completed, OperationState::failed, OperationState::cancelled}) {
    if (word == to_string(state)) return state;
  }
  return std::nullopt;
}

Cancellation cancellation_in(const Json& kept) {
  Cancellation why;
  why.reason = find_text(kept, "reason");
  why.cause = from_string<Cause>(find_text(kept, "cause").value_or("")).value_or(Cause::other);
  why.mode = from_string<Mode>(find_text(kept, "mode").value_or("")).value_or(Mode::graceful);
  why.requested_by = find_text(kept, "requestedBy");
  return why;
}

McpError mcp_error_in(const Json& kept, const std::string& message) {
  const Json* data = find(kept, "data");
  const auto code = find_integer(kept, "code").value_or(code::internal_error);
  return McpError(static_cast<int>(code), message, data == nullptr ? std::nullopt : std::optional(JsonText::of(*data)));
}

void read_end(const Json& kept, OperationStatus& status) {
  status.error = find_text(kept, "error");
  if (const Json* result = find(kept, "result")) status.result = JsonText::of(*result);
  if (const Json* error = find(kept, "mcpError")) status.mcp_error = mcp_error_in(*error, status.error.value_or(""));
  if (const Json* why = find(kept, "cancellation")) status.cancellation = cancellation_in(*why);
  if (find_bool(kept, "resultTooLarge").value_or(false)) {
    status.state = OperationState::failed;
    status.error = "its result was too large to be kept";
  }
}

}  // namespace

std::string kept_text(const OperationStatus& begun, const OperationEnd& end) {
  std::string text = written(begun, end, true);
  if (text.size() > largest_text) text = written(begun, end, false);
  return text;
}

std::optional<OperationStatus> status_from_kept(const std::string& id, const ResultReply& found,
                                                const std::string& owner) {
  if (!found.result) return std::nullopt;
  JsonDocument kept;
  try {
    kept = parse_json(*found.result);
  } catch (const JsonError&) {
    return std::nullopt;
  }
  const auto state = state_of(kept);
  const auto whose = find_text(kept, "owner");
  if (find_integer(kept, mark) != form || !state || !whose) return std::nullopt;
  if (!is_for_everybody(*whose) && *whose != owner) return std::nullopt;

  OperationStatus status{.id = id,
                         .space = found.name.space,
                         .type = find_text(kept, "type").value_or(""),
                         .owner = *whose,
                         .state = *state};
  status.ended_at = found.finished_at;
  status.started_at = parse_rfc3339(find_text(kept, "startedAt").value_or("")).value_or(Timestamp{});
  status.updated_at = found.finished_at.value_or(status.started_at);
  read_end(kept, status);
  return status;
}

}  // namespace cancel::mcp
