#include "event_reader.hpp"

#include <utility>
#include <variant>

#include "cancel/wire/event_codec.hpp"
#include "json_reader.hpp"

namespace cancel {
namespace {

// One overload a row of the protocol's table of events.

void read_fields(FieldReader& in, TokenCreated& data) {
  in.field("parents", data.parents);
  in.field("ttlMs", data.ttl);
  in.field("labels", data.labels);
}

void read_fields(FieldReader& in, OperationStarted& data) {
  in.field("tool", data.tool);
  in.field("requestId", data.request_id);
  in.field("session", data.session);
  in.field("deadlineMs", data.deadline);
  in.field("graceMs", data.grace);
  in.field("forceMs", data.force);
  in.field("parents", data.parents);
  in.field("labels", data.labels);
  in.field("alreadyRunning", data.already_running);
}

void read_fields(FieldReader& in, CancellationRequested& data) {
  in.field("reason", data.reason);
  in.field("cause", data.cause);
  in.field("mode", data.mode);
  in.field("graceMs", data.grace);
  in.field("forceMs", data.force);
  in.field("requestedBy", data.requested_by);
  in.field("matched", data.matched);
}

void read_fields(FieldReader&, CancellationExecuted&) {}

void read_fields(FieldReader& in, CancellationEscalated& data) {
  in.field("because", data.because);
  in.field("matched", data.matched);
}

void read_fields(FieldReader& in, CancellationCompleted& data) {
  in.field("outcome", data.outcome);
  in.field("error", data.error);
  in.field("late", data.late);
}

void read_fields(FieldReader& in, CancellationExpired& data) {
  in.field("because", data.because);
}

void read_fields(FieldReader& in, OperationFinished& data) {
  in.field("outcome", data.outcome);
  in.field("error", data.error);
}

void read_fields(FieldReader&, TokenReleased&) {}

void read_fields(FieldReader& in, SessionOpened& data) {
  in.field("session", data.session);
  in.field("name", data.name);
  in.field("version", data.version);
  in.field("pid", data.pid);
  in.field("host", data.host);
  in.field("leaseMs", data.lease);
}

void read_fields(FieldReader& in, SessionClosed& data) {
  in.field("session", data.session);
  in.field("because", data.because);
}

template <std::size_t... Index>
EventData empty_data(EventType type, std::index_sequence<Index...>) {
  EventData data;
  ((static_cast<std::size_t>(type) == Index ? void(data.emplace<Index>()) : void()), ...);
  return data;
}

Error malformed(std::string what) {
  return Error{ErrorCode::internal_error, std::move(what)};
}

Result<DecodedEventData> read_event_data(EventType type, const Json& json) {
  if (!json.IsObject()) return malformed("data: not an object");
  DecodedEventData decoded{empty_data(type, std::make_index_sequence<std::variant_size_v<EventData>>{}), {}, {}};
  FieldReader in(json, "data.");
  std::visit([&](auto& data) { read_fields(in, data); }, decoded.data);
  in.field("commandId", decoded.command_id);
  in.field("occurredAt", decoded.occurred_at);
  if (!in.ok()) return malformed(in.fault());
  return decoded;
}

bool is_session_type(EventType type) {
  return type == EventType::session_opened || type == EventType::session_closed;
}

// Puts `decoded` into `event`, whose other fields are set, and checks that they belong together.
Result<Event> completed(Event event, Result<DecodedEventData> decoded) {
  if (!decoded) return decoded.error();
  event.data = std::move(decoded->data);
  event.command_id = std::move(decoded->command_id);
  event.occurred_at = std::move(decoded->occurred_at);
  if (event.of_session() != is_session_type(event.type())) {
    return malformed(event.of_session() ? "token: missing" : "token: set on a session's event");
  }
  return event;
}

Result<DecodedEventData> read_data_member(const FieldReader& in, EventType type) {
  const Json* const data = in.present("data");
  const Json nothing(rapidjson::kObjectType);
  return read_event_data(type, data == nullptr ? nothing : *data);
}

Error malformed_row(const EventRow& row, const std::string& what) {
  return malformed("position " + std::to_string(row.position) + ": " + what);
}

}  // namespace

Result<Event> read_event(const Json& json) {
  Event event;
  EventType type{};
  std::optional<std::string> operation;
  FieldReader in(json, "");
  in.required("position", event.position);
  in.field("version", event.version);
  in.required("type", type);
  in.required("time", event.time);
  in.field("namespace", event.token.space);
  in.field("token", event.token.id);
  in.field("operation", operation);
  if (!in.ok()) return malformed(in.fault());

  event.of_operation = operation.has_value();
  return completed(std::move(event), read_data_member(in, type));
}

Result<Event> decode_event(std::string_view json) {
  JsonDocument document;
  if (!document.parse(json)) return malformed("not JSON");
  return read_event(document.root());
}

Result<DecodedEventData> decode_event_data(EventType type, std::string_view json) {
  JsonDocument document;
  if (!document.parse(json)) return malformed("data: not JSON");
  return read_event_data(type, document.root());
}

Result<Event> decode_event_row(const EventRow& row) {
  const std::optional<EventType> type = from_string<EventType>(row.type);
  if (!type) return malformed_row(row, "type: unknown \"" + std::string(row.type) + "\"");

  Event event;
  event.position = row.position;
  event.version = row.version;
  event.time = row.time;
  event.token = {std::string(row.space), std::string(row.token)};
  event.of_operation = row.of_operation;
  Result<Event> decoded = completed(std::move(event), decode_event_data(*type, row.data));
  if (!decoded) return malformed_row(row, decoded.error().message);
  return decoded;
}

Result<Heartbeat> decode_heartbeat(std::string_view json) {
  JsonDocument document;
  if (!document.parse(json)) return malformed("not JSON");

  Heartbeat heartbeat;
  FieldReader in(document.root(), "");
  in.required("logId", heartbeat.log_id);
  in.required("head", heartbeat.head);
  in.required("time", heartbeat.time);
  if (!in.ok()) return malformed(in.fault());
  return heartbeat;
}

}  // namespace cancel
