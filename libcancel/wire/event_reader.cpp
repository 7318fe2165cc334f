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
  in.field("result", data.result);
  in.field("late", data.late);
}

void read_fields(FieldReader& in, CancellationExpired& data) {
  in.field("because", data.because);
}

void read_fields(FieldReader& in, OperationFinished& data) {
  in.field("outcome", data.outcome);
  in.field("error", data.error);
  in.field("result", data.result);
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
void make_empty(EventData& data, EventType type, std::index_sequence<Index...>) {
  ((static_cast<std::size_t>(type) == Index ? void(data.emplace<Index>()) : void()), ...);
}

Error malformed(std::string what) {
  return Error{ErrorCode::internal_error, std::move(what)};
}

// Decodes in place, since an Event is large and a log may have millions: `read` sets what an empty Value holds, and
// returns what is wrong, nothing where all is right.
template <typename Value, typename Read>
Result<Value> decode(Read read) {
  Result<Value> decoded{Value{}};
  std::string fault = read(*decoded);
  if (!fault.empty()) decoded = malformed(std::move(fault));
  return decoded;
}

// Reads a `data` object into an Event, or into a DecodedEventData.
template <typename Value>
std::string read_event_data(EventType type, const Json& json, Value& into) {
  if (!json.IsObject()) return "data: not an object";
  make_empty(into.data, type, std::make_index_sequence<std::variant_size_v<EventData>>{});
  FieldReader in(json, "data.");
  std::visit([&](auto& data) { read_fields(in, data); }, into.data);
  in.field("commandId", into.command_id);
  in.field("occurredAt", into.occurred_at);
  return in.fault();
}

// The same from its text.
template <typename Value>
std::string parse_event_data(EventType type, std::string_view json, Value& into) {
  JsonDocument document;
  if (!document.parse(json)) return "data: not JSON";
  return read_event_data(type, document.root(), into);
}

bool is_session_type(EventType type) {
  return type == EventType::session_opened || type == EventType::session_closed;
}

// What does not fit together in an event whose fields are all set.
std::string contradiction_in(const Event& event) {
  if (event.of_session() == is_session_type(event.type())) return {};
  return event.of_session() ? "token: missing" : "token: set on a session's event";
}

std::string read_event(const Json& json, Event& into) {
  EventType type{};
  std::optional<std::string> operation;
  FieldReader in(json, "");
  in.required("position", into.position);
  in.field("version", into.version);
  in.required("type", type);
  in.required("time", into.time);
  in.field("namespace", into.token.space);
  in.field("token", into.token.id);
  in.field("operation", operation);
  if (!in.ok()) return in.fault();

  into.of_operation = operation.has_value();
  const Json nothing(rapidjson::kObjectType);
  const Json* const data = in.present("data");
  const std::string fault = read_event_data(type, data == nullptr ? nothing : *data, into);
  return fault.empty() ? contradiction_in(into) : fault;
}

std::string read_event_row(const EventRow& row, Event& into) {
  const std::optional<EventType> type = from_string<EventType>(row.type);
  if (!type) return "type: unknown \"" + std::string(row.type) + "\"";

  into.position = row.position;
  into.version = row.version;
  into.time = row.time;
  into.token.space = row.space;
  into.token.id = row.token;
  into.of_operation = row.of_operation;
  const std::string fault = parse_event_data(*type, row.data, into);
  return fault.empty() ? contradiction_in(into) : fault;
}

}  // namespace

Result<Event> read_event(const Json& json) {
  return decode<Event>([&](Event& into) { return read_event(json, into); });
}

Result<Event> decode_event(std::string_view json) {
  JsonDocument document;
  if (!document.parse(json)) return malformed("not JSON");
  return read_event(document.root());
}

Result<DecodedEventData> decode_event_data(EventType type, std::string_view json) {
  return decode<DecodedEventData>([&](DecodedEventData& into) { return parse_event_data(type, json, into); });
}

Result<Event> decode_event_row(const EventRow& row) {
  return decode<Event>([&](Event& into) {
    const std::string fault = read_event_row(row, into);
    return fault.empty() ? fault : "position " + std::to_string(row.position) + ": " + fault;
  });
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
