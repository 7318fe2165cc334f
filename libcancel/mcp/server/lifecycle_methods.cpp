#include "server/capabilities.hpp"
#include "server/messages.hpp"
#include "server/methods.hpp"
#include "server/pages.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr int discovery_ttl_ms = 60'000;

}  // namespace

CallPlan plan_initialize(const MethodCall& call) {
  if (call.server.is_draining()) throw call.server.shutting_down();
  const std::string version = call.session.peer().initialize(call.params);
  JsonWriter json;
  json.begin_object().member("protocolVersion", version);
  json.member("capabilities", capabilities_of(call.server, Era::legacy, version));
  json.member("serverInfo", call.server.server_info).member("instructions", call.server.options.instructions);
  CallPlan plan = quick_answer(json.end_object().take());
  plan.cancellable = false;
  return plan;
}

CallPlan plan_discover(const MethodCall& call) {
  JsonWriter json;
  json.begin_object().key("supportedVersions").begin_array();
  for (const std::string_view version : modern_versions) json.value(version);
  for (const std::string_view version : legacy_versions) json.value(version);
  json.end_array().member("capabilities", capabilities_of(call.server, Era::modern, call.facts.protocol_version));
  json.member("instructions", call.server.options.instructions);
  CallPlan plan = quick_answer(cacheable(json.end_object().take(), discovery_ttl_ms, CacheScope::for_all));
  plan.cancellable = false;
  return plan;
}

CallPlan plan_ping(const MethodCall&) {
  CallPlan plan = quick_answer(JsonText::written("{}"));
  plan.in_shutdown = true;
  return plan;
}

CallPlan plan_set_level(const MethodCall& call) {
  const auto level = log_level_of(required_text(call.params, "level"));
  if (!level) throw wrong_param("level", "is no log level");
  call.session.peer().set_log_level(*level);
  return quick_answer(JsonText::written("{}"));
}

}  // namespace cancel::mcp::detail
