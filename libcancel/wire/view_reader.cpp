#include "view_reader.hpp"

namespace cancel {
namespace {

// That a token is cancelled is said twice: a view that says it once only would be misunderstood.
void check_cancelled(FieldReader& in, const TokenView& token) {
  bool cancelled = false;
  in.required("cancelled", cancelled);
  if (cancelled == token.cancelled()) return;
  in.fail("requestedAt", cancelled ? "missing" : "set on a token that is not cancelled");
}

}  // namespace

void read_members(FieldReader& in, TokenName& name) {
  in.required("namespace", name.space);
  in.required("id", name.id);
}

void read_members(FieldReader& in, TokenView& token) {
  in.required("id", token.name.id);
  in.required("namespace", token.name.space);
  in.field("reason", token.reason);
  in.field("cause", token.cause);
  in.field("mode", token.mode);
  in.required("state", token.state);
  in.field("createdAt", token.created_at);
  in.field("expiresAt", token.expires_at);
  in.field("requestedAt", token.requested_at);
  in.field("requestedBy", token.requested_by);
  in.field("completedAt", token.completed_at);
  in.required_list("parents", token.parents);
  in.required("labels", token.labels);
  in.field("tool", token.tool);
  in.required("version", token.version);
  in.required("position", token.position);
  check_cancelled(in, token);
}

void read_members(FieldReader& in, OperationView& operation) {
  in.required("operation", operation.name.id);
  in.required("namespace", operation.name.space);
  in.field("tool", operation.tool);
  in.field("requestId", operation.request_id);
  in.field("session", operation.session);
  in.required("startedAt", operation.started_at);
  in.field("deadlineAt", operation.deadline_at);
  in.required("cancelled", operation.cancelled);
  in.required("state", operation.state);
  in.required("labels", operation.labels);
  if (in.present("parents") != nullptr) in.required_list("parents", operation.parents);
  in.field("graceMs", operation.grace);
  in.field("forceMs", operation.force);
  in.field("escalatesAt", operation.escalates_at);
  in.field("unconfirmedAt", operation.unconfirmed_at);
  in.field("requestedAt", operation.requested_at);
  in.field("cause", operation.cause);
  in.field("mode", operation.mode);
  in.field("reason", operation.reason);
  in.field("requestedBy", operation.requested_by);
}

}  // namespace cancel
