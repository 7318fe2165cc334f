#include "dashboard/cancellation_shape.hpp"

#include <chrono>

namespace cancel::dashboard {

namespace {

// What a cancellation seen live and one read from the log say alike.
template <typename Told>
void tell_course(CancellationShape& shape, const Told& told) {
  shape.cause = told.cause;
  shape.reason = told.reason;
  shape.mode = told.mode;
  shape.requested_by = told.requested_by;
  shape.requested_at = told.requested_at;
  shape.executed_at = told.executed_at;
  shape.escalated_at = told.escalated_at;
  shape.completed_at = told.completed_at;
  shape.expired_at = told.expired_at;
  shape.outcome = told.outcome;
}

}  // namespace

CancellationShape shape_of(const live::LiveState& state, const live::LiveToken& token) {
  const live::LiveCancellation& cancellation = *token.cancellation;
  CancellationShape shape;
  shape.name = token.name;
  if (token.operation) shape.tool = token.operation->tool;
  shape.operation = token.operation.has_value();
  shape.state = state.state_of(token);
  tell_course(shape, cancellation);
  shape.late = cancellation.late;
  if (const auto latency = cancellation.latency()) shape.latency = std::chrono::floor<Millis>(*latency);
  shape.escalates_at = cancellation.escalates_at;
  shape.unconfirmed_at = cancellation.unconfirmed_at;
  shape.unconfirmed = cancellation.unconfirmed;
  shape.position = token.position;
  return shape;
}

CancellationShape shape_of(const HistoryRow& row) {
  CancellationShape shape;
  shape.name = row.token;
  shape.tool = row.tool;
  shape.operation = row.of_operation;
  shape.state = row.state;
  tell_course(shape, row);
  shape.late = row.completed_at && row.expired_at && *row.expired_at <= *row.completed_at;
  if (row.completed_at) shape.latency = std::chrono::floor<Millis>(*row.completed_at - row.requested_at);
  shape.unconfirmed = row.state == TokenState::expired && !row.completed_at;
  return shape;
}

void write(JsonText& out, const CancellationShape& shape) {
  out.begin_object();
  out.name_members(shape.name);
  out.member("tool", shape.tool);
  out.member("operation", shape.operation);
  out.member("state", shape.state);
  out.member("cause", shape.cause);
  out.member("reason", shape.reason);
  out.member("mode", shape.mode);
  out.member("requestedBy", shape.requested_by);
  out.member("requestedAt", shape.requested_at);
  out.member("executedAt", shape.executed_at);
  out.member("escalatedAt", shape.escalated_at);
  out.member("completedAt", shape.completed_at);
  out.member("expiredAt", shape.expired_at);
  out.member("outcome", shape.outcome);
  out.member("late", shape.late);
  out.member("latencyMs", shape.latency);
  out.member("escalatesAt", shape.escalates_at);
  out.member("unconfirmedAt", shape.unconfirmed_at);
  out.member("unconfirmed", shape.unconfirmed);
  out.member("position", shape.position);
  out.end_object();
}

void write_operation(JsonText& out, const live::LiveState& state, const live::LiveToken& token) {
  const live::LiveOperation& operation = *token.operation;
  out.begin_object();
  out.name_members(token.name);
  out.member("tool", operation.tool);
  out.member("session", operation.session);
  out.member("requestId", operation.request_id);
  out.member("startedAt", operation.started_at);
  out.member("deadlineAt", operation.deadline_at);
  out.member("parents", token.parents);
  out.member("labels", token.labels);
  out.member("state", state.state_of(token));
  out.key("cancellation");
  if (token.cancellation) {
    write(out, shape_of(state, token));
  } else {
    out.null();
  }
  out.end_object();
}

}  // namespace cancel::dashboard
