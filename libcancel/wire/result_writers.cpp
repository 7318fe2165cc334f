#include "result_writers.hpp"

#include "cancel/wire/cursor.hpp"
#include "event_writer.hpp"
#include "view_writer.hpp"

namespace cancel {
namespace {

// Returns how many operations were written.
std::size_t write_operations(JsonWriter& out, const std::vector<OperationView>& operations, std::size_t most) {
  out.key("operations");
  out.begin_array();
  const auto write = [&](const OperationView& operation) { write_operation(out, operation); };
  const std::size_t written = write_fitting(out, operations, most, write);
  out.end_array();
  return written;
}

void write_next_operations(JsonWriter& out, const std::vector<OperationView>& operations, std::size_t written) {
  if (written > 0) out.member("nextCursor", encode_operation_cursor(operations[written - 1].started_position));
}

}  // namespace

void write_members(JsonWriter& out, const CreateReply& reply, std::size_t) {
  const TokenView& token = reply.token;
  out.member("id", token.name.id);
  out.member("namespace", token.name.space);
  out.member("cancelled", token.cancelled());
  if (token.cancelled()) {
    out.member("reason", token.reason);
    out.member("cause", token.cause);
    out.member("mode", token.mode);
  }
  out.member("state", token.state);
  out.member("createdAt", token.created_at);
  out.member("expiresAt", token.expires_at);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const CancelReply& reply, std::size_t) {
  out.member("success", true);
  out.member("alreadyCancelled", reply.already_cancelled);
  out.member("state", reply.state);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const CancelManyReply& reply, std::size_t) {
  out.member("success", true);
  out.member("matched", std::uint64_t{reply.tokens.size()});
  out.member("tokens", reply.tokens);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const StatusReply& reply, std::size_t most) {
  open_token(out, reply.token);
  const std::size_t written = write_operations(out, reply.operations, most);
  close_token(out, reply.token);
  if (written < reply.operations.size()) write_next_operations(out, reply.operations, written);
}

void write_members(JsonWriter& out, const TokenListReply& reply, std::size_t most) {
  out.key("tokens");
  out.begin_array();
  const std::size_t written = write_fitting(out, reply.tokens, most, [&](const TokenView& token) {
    out.begin_object();
    open_token(out, token);
    close_token(out, token);
    out.end_object();
  });
  out.end_array();
  const bool more = reply.more || written < reply.tokens.size();
  if (more && written > 0) out.member("nextCursor", encode_token_cursor(reply.tokens[written - 1].key));
}

void write_members(JsonWriter& out, const OperationListReply& reply, std::size_t most) {
  const std::size_t written = write_operations(out, reply.operations, most);
  if (reply.more || written < reply.operations.size()) write_next_operations(out, reply.operations, written);
}

void write_members(JsonWriter& out, const ReleaseReply& reply, std::size_t) {
  out.member("success", true);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const StartReply& reply, std::size_t) {
  out.member("operation", reply.name.id);
  out.member("namespace", reply.name.space);
  out.member("token", reply.name.id);
  out.member("cancelled", reply.cancelled);
  out.member_if("reason", reply.reason);
  out.member_if("cause", reply.cause);
  out.member_if("mode", reply.mode);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const PositionReply& reply, std::size_t) {
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const FinishReply& reply, std::size_t) {
  out.member("cancelled", reply.cancelled);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const OpenSessionReply& reply, std::size_t) {
  out.member("session", reply.session);
  out.member("leaseMs", reply.lease);
  out.member("position", reply.position);
}

void write_members(JsonWriter& out, const RenewSessionReply& reply, std::size_t) {
  out.member("session", reply.session);
  out.member("leaseMs", reply.lease);
}

void write_members(JsonWriter& out, const EventsReply& reply, std::size_t most) {
  out.member("logId", reply.log_id);
  out.member("head", reply.head);
  out.key("events");
  out.begin_array();
  const std::size_t written =
      write_fitting(out, reply.events, most, [&](const Event& event) { write_event(out, event); });
  out.end_array();
  out.member("next", written < reply.events.size() ? reply.events[written - 1].position : reply.next);
}

void write_members(JsonWriter& out, const InfoReply& reply, std::size_t) {
  out.member("name", "canceld");
  out.member("version", reply.version);
  out.member("protocolVersion", std::uint64_t{1});
  out.member("logId", reply.log_id);
  out.member("head", reply.head);
  out.member("first", reply.first);
  out.member("startedAt", reply.started_at);
  out.member("backend", reply.backend);
  out.member("log", reply.log);
  out.member("commandEndpoint", reply.command_endpoint);
  out.member("eventEndpoint", reply.event_endpoint);
  out.member_if("gracefulTimeoutMs", reply.graceful_timeout);
  out.member_if("forceTimeoutMs", reply.force_timeout);
}

void write_members(JsonWriter& out, const PruneReply& reply, std::size_t) {
  out.member("before", reply.before);
  out.member("first", reply.first);
  out.member("head", reply.head);
  out.member("done", reply.done);
  out.member("removedEvents", reply.removed_events);
}

void write_members(JsonWriter& out, const ResultReply& reply, std::size_t) {
  out.member("operation", reply.name.id);
  out.member("namespace", reply.name.space);
  out.member("state", reply.state);
  out.member_if("outcome", reply.outcome);
  out.member_if("error", reply.error);
  out.member_if("result", reply.result);
  out.member_if("reason", reply.reason);
  out.member_if("cause", reply.cause);
  out.member_if("finishedAt", reply.finished_at);
  out.member("position", reply.position);
}

}  // namespace cancel
