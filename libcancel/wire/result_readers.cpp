#include "result_readers.hpp"

#include <utility>

#include "event_reader.hpp"
#include "view_reader.hpp"

namespace cancel {
namespace {

// Adds the event to those before it in the result's `events`.
void add_event(FieldReader& in, const Json& json, std::vector<Event>& events) {
  const auto place = [&] { return FieldReader::place_in("events", events.size()); };
  if (!json.IsObject()) return in.fail(place(), "not an object");
  Result<Event> event = read_event(json);
  if (!event) return in.fail_inside(place(), event.error().message);
  events.push_back(*std::move(event));
}

}  // namespace

void read_members(FieldReader& in, CreateReply& reply) {
  bool cancelled = false;
  in.required("id", reply.token.name.id);
  in.required("namespace", reply.token.name.space);
  in.required("cancelled", cancelled);
  in.field("reason", reply.token.reason);
  in.field("cause", reply.token.cause);
  in.field("mode", reply.token.mode);
  in.required("state", reply.token.state);
  in.field("createdAt", reply.token.created_at);
  in.field("expiresAt", reply.token.expires_at);
  in.required("position", reply.position);
  if (cancelled) reply.token.requested_at = reply.token.created_at.value_or(Timestamp{});
}

void read_members(FieldReader& in, CancelReply& reply) {
  in.required("alreadyCancelled", reply.already_cancelled);
  in.required("state", reply.state);
  in.required("position", reply.position);
}

void read_members(FieldReader& in, CancelManyReply& reply) {
  in.required_list("tokens", reply.tokens);
  in.required("position", reply.position);
}

void read_members(FieldReader& in, StatusReply& reply) {
  read_members(in, reply.token);
  in.required_list("operations", reply.operations);
}

void read_members(FieldReader& in, TokenPage& reply) {
  in.required_list("tokens", reply.tokens);
  in.field("nextCursor", reply.next_cursor);
}

void read_members(FieldReader& in, OperationPage& reply) {
  in.required_list("operations", reply.operations);
  in.field("nextCursor", reply.next_cursor);
}

void read_members(FieldReader& in, ReleaseReply& reply) {
  in.required("position", reply.position);
}

void read_members(FieldReader& in, StartReply& reply) {
  in.required("operation", reply.name.id);
  in.required("namespace", reply.name.space);
  in.required("cancelled", reply.cancelled);
  in.field("reason", reply.reason);
  in.field("cause", reply.cause);
  in.field("mode", reply.mode);
  in.required("position", reply.position);
}

void read_members(FieldReader& in, PositionReply& reply) {
  in.required("position", reply.position);
}

void read_members(FieldReader& in, FinishReply& reply) {
  in.required("cancelled", reply.cancelled);
  in.required("position", reply.position);
}

void read_members(FieldReader& in, OpenSessionReply& reply) {
  in.required("session", reply.session);
  in.required("leaseMs", reply.lease);
  in.required("position", reply.position);
}

void read_members(FieldReader& in, RenewSessionReply& reply) {
  in.required("session", reply.session);
  in.required("leaseMs", reply.lease);
}

void read_members(FieldReader& in, EventsReply& reply) {
  in.required("logId", reply.log_id);
  in.required("head", reply.head);
  in.required("next", reply.next);
  const Json* const events = in.required_array("events");
  if (events == nullptr) return;
  for (const Json& event : events->GetArray()) {
    add_event(in, event, reply.events);
    if (!in.ok()) return;
  }
}

void read_members(FieldReader& in, InfoReply& reply) {
  in.required("version", reply.version);
  in.required("logId", reply.log_id);
  in.required("head", reply.head);
  in.required("first", reply.first);
  in.required("startedAt", reply.started_at);
  in.required("backend", reply.backend);
  in.field("log", reply.log);
  in.required("commandEndpoint", reply.command_endpoint);
  in.required("eventEndpoint", reply.event_endpoint);
  in.field("gracefulTimeoutMs", reply.graceful_timeout);
  in.field("forceTimeoutMs", reply.force_timeout);
}

void read_members(FieldReader& in, PruneReply& reply) {
  in.required("before", reply.before);
  in.required("first", reply.first);
  in.required("head", reply.head);
  in.required("done", reply.done);
  in.required("removedEvents", reply.removed_events);
}

void read_members(FieldReader& in, ResultReply& reply) {
  in.required("operation", reply.name.id);
  in.required("namespace", reply.name.space);
  in.required("state", reply.state);
  in.field("outcome", reply.outcome);
  in.field("error", reply.error);
  in.field("result", reply.result);
  in.field("reason", reply.reason);
  in.field("cause", reply.cause);
  in.field("finishedAt", reply.finished_at);
  in.required("position", reply.position);
}

}  // namespace cancel
