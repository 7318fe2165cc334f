#include "view_writer.hpp"

namespace cancel {

void open_token(JsonWriter& out, const TokenView& token) {
  out.member("id", token.name.id);
  out.member("namespace", token.name.space);
  out.member("cancelled", token.cancelled());
  out.member_if("reason", token.reason);
  out.member_if("cause", token.cause);
  out.member_if("mode", token.mode);
  out.member("state", token.state);
  out.member("createdAt", token.created_at);
  out.member("expiresAt", token.expires_at);
  out.member_if("requestedAt", token.requested_at);
  out.member_if("requestedBy", token.requested_by);
  out.member_if("completedAt", token.completed_at);
  out.member("parents", token.parents);
  out.member("labels", token.labels);
  out.member_if("tool", token.tool);
}

void close_token(JsonWriter& out, const TokenView& token) {
  out.member("version", token.version);
  out.member("position", token.position);
}

void write_operation(JsonWriter& out, const OperationView& operation) {
  out.begin_object();
  out.member("operation", operation.name.id);
  out.member("namespace", operation.name.space);
  out.member("tool", operation.tool);
  out.member("requestId", operation.request_id);
  out.member("session", operation.session);
  out.member("startedAt", operation.started_at);
  out.member("deadlineAt", operation.deadline_at);
  out.member("cancelled", operation.cancelled);
  out.member("state", operation.state);
  out.member("labels", operation.labels);
  out.member("parents", operation.parents);
  out.member("graceMs", operation.grace);
  out.member("forceMs", operation.force);
  out.member("escalatesAt", operation.escalates_at);
  out.member("unconfirmedAt", operation.unconfirmed_at);
  out.member_if("requestedAt", operation.requested_at);
  out.member_if("cause", operation.cause);
  out.member_if("mode", operation.mode);
  out.member_if("reason", operation.reason);
  out.member_if("requestedBy", operation.requested_by);
  out.end_object();
}

}  // namespace cancel
