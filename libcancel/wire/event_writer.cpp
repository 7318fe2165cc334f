#include "event_writer.hpp"

#include <utility>
#include <variant>

#include "cancel/wire/event_codec.hpp"

namespace cancel {
namespace {

// One overload a row of the protocol's table of events: the members of `data`, in the table's order.

void write_fields(JsonWriter& out, const TokenCreated& data) {
  out.member("parents", data.parents);
  out.member("ttlMs", data.ttl);
  out.member("labels", data.labels);
}

void write_fields(JsonWriter& out, const OperationStarted& data) {
  out.member("tool", data.tool);
  out.member("requestId", data.request_id);
  out.member("session", data.session);
  out.member("deadlineMs", data.deadline);
  out.member("graceMs", data.grace);
  out.member("forceMs", data.force);
  out.member("parents", data.parents);
  out.member("labels", data.labels);
  out.member("alreadyRunning", data.already_running);
}

void write_fields(JsonWriter& out, const CancellationRequested& data) {
  out.member("reason", data.reason);
  out.member("cause", data.cause);
  out.member("mode", data.mode);
  out.member("graceMs", data.grace);
  out.member("forceMs", data.force);
  out.member("requestedBy", data.requested_by);
  out.member_if("matched", data.matched);
}

void write_fields(JsonWriter&, const CancellationExecuted&) {}

void write_fields(JsonWriter& out, const CancellationEscalated& data) {
  out.member("mode", Mode::force);
  out.member("because", data.because);
  out.member_if("matched", data.matched);
}

void write_fields(JsonWriter& out, const CancellationCompleted& data) {
  out.member("outcome", data.outcome);
  out.member("error", data.error);
  out.member_if("result", data.result);
  if (data.late) out.member("late", true);
}

void write_fields(JsonWriter& out, const CancellationExpired& data) {
  out.member("because", data.because);
}

void write_fields(JsonWriter& out, const OperationFinished& data) {
  out.member("outcome", data.outcome);
  out.member("error", data.error);
  out.member_if("result", data.result);
}

void write_fields(JsonWriter&, const TokenReleased&) {}

void write_fields(JsonWriter& out, const SessionOpened& data) {
  out.member("session", data.session);
  out.member("name", data.name);
  out.member("version", data.version);
  out.member("pid", data.pid);
  out.member("host", data.host);
  out.member("leaseMs", data.lease);
}

void write_fields(JsonWriter& out, const SessionClosed& data) {
  out.member("session", data.session);
  out.member("because", data.because);
}

}  // namespace

void write_event_data(JsonWriter& out, const Event& event) {
  out.begin_object();
  std::visit([&](const auto& data) { write_fields(out, data); }, event.data);
  out.member_if("commandId", event.command_id);
  out.member_if("occurredAt", event.occurred_at);
  out.end_object();
}

namespace {

// All members but `data`, whose value is to be written next.
void open_event(JsonWriter& out, const Event& event) {
  out.begin_object();
  out.member("position", event.position);
  out.member("version", event.version);
  out.member("type", event.type());
  out.member("time", event.time);
  out.member("namespace", event.token.space);
  if (!event.of_session()) out.member("token", event.token.id);
  if (event.of_operation) out.member("operation", event.token.id);
  out.key("data");
}

}  // namespace

void write_event(JsonWriter& out, const Event& event) {
  open_event(out, event);
  write_event_data(out, event);
  out.end_object();
}

void append_event(std::string& text, const Event& event) {
  JsonWriter out(std::move(text));
  write_event(out, event);
  text = out.take();
}

void append_event(std::string& text, const Event& event, std::string_view data) {
  JsonWriter out(std::move(text));
  open_event(out, event);
  out.raw(data);
  out.end_object();
  text = out.take();
}

void append_event_data(std::string& text, const Event& event) {
  JsonWriter out(std::move(text));
  write_event_data(out, event);
  text = out.take();
}

void append_topic(std::string& text, const Event& event) {
  const std::string_view token = event.of_session() ? session_topic : std::string_view(event.token.id);
  const std::string_view type = to_string(event.type());
  text.reserve(text.size() + event.token.space.size() + token.size() + type.size() + 2);
  text.append(event.token.space).append(1, ' ').append(token).append(1, ' ').append(type);
}

std::string encode_event(const Event& event) {
  std::string text;
  append_event(text, event);
  return text;
}

std::string encode_event_data(const Event& event) {
  std::string text;
  append_event_data(text, event);
  return text;
}

std::string topic_of(const Event& event) {
  std::string text;
  append_topic(text, event);
  return text;
}

std::string encode_heartbeat(std::string_view log_id, Position head, Timestamp time) {
  JsonWriter out;
  out.begin_object();
  out.member("logId", log_id);
  out.member("head", head);
  out.member("time", time);
  out.end_object();
  return out.take();
}

}  // namespace cancel
