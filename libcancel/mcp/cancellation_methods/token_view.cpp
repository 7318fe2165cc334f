#include "cancellation_methods/token_view.hpp"

#include "cancel/wire/rfc3339.hpp"

namespace cancel::mcp {

namespace {

void begin(JsonWriter& json, const std::string& id, const std::optional<Cancellation>& why) {
  json.begin_object().member("id", id).member("cancelled", why.has_value());
  if (!why) return;
  json.member("reason", why->reason).member("cause", to_string(why->cause)).member("requestedBy", why->requested_by);
}

std::string_view state_of(const CancellationToken& token, bool cancelled) {
  if (token.has_reached(Stage::completed)) return "completed";
  return cancelled ? "requested" : "active";
}

JsonText end(JsonWriter& json, std::string_view state, std::string_view kind, Timestamp created_at) {
  json.member("state", state).member("kind", kind).member("createdAt", to_rfc3339(created_at));
  return json.end_object().take();
}

}  // namespace

JsonText view_of(const BookedToken& token) {
  JsonWriter json;
  const auto why = token.cancellation();
  begin(json, token.id, why);
  json.key("token").begin_object().member("namespace", token.group->name().space);
  json.member("id", token.group->name().id).end_object();
  return end(json, state_of(token.group->token(), why.has_value()), "token", token.created_at);
}

JsonText view_of(const VisibleCall& call) {
  JsonWriter json;
  const auto why = call.token.cancellation();
  begin(json, call.id, why);
  json.member("tool", call.tool);
  return end(json, state_of(call.token, why.has_value()), "request", call.started_at);
}

JsonText view_of(const OperationStatus& operation) {
  JsonWriter json;
  begin(json, operation.id, operation.cancellation);
  json.member("tool", operation.type);
  const bool stops = operation.state == OperationState::running && operation.cancellation;
  return end(json, stops ? "requested" : to_string(operation.state), "operation", operation.started_at);
}

}  // namespace cancel::mcp
