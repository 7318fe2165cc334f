#include "server/dispatch.hpp"

#include <array>
#include <string_view>

#include "server/messages.hpp"
#include "server/methods.hpp"
#include "server/request_facts.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

// Those of a kind of which the server has nothing do not exist, as its capabilities say.
enum class Needs { nothing, tools, prompts, resources, completions };

struct BuiltIn {
  std::string_view name;
  bool legacy;
  bool modern;
  Needs needs;
  CallPlan (*plan)(const MethodCall&);
};

constexpr std::array<BuiltIn, 14> built_ins{{
    {"initialize", true, false, Needs::nothing, plan_initialize},
    {"server/discover", false, true, Needs::nothing, plan_discover},
    {"ping", true, false, Needs::nothing, plan_ping},
    {"logging/setLevel", true, false, Needs::nothing, plan_set_level},
    {"tools/list", true, true, Needs::tools, plan_tools_list},
    {"tools/call", true, true, Needs::tools, plan_tools_call},
    {"prompts/list", true, true, Needs::prompts, plan_prompts_list},
    {"prompts/get", true, true, Needs::prompts, plan_prompts_get},
    {"resources/list", true, true, Needs::resources, plan_resources_list},
    {"resources/templates/list", true, true, Needs::resources, plan_templates_list},
    {"resources/read", true, true, Needs::resources, plan_resources_read},
    {"resources/subscribe", true, false, Needs::resources, plan_subscribe},
    {"resources/unsubscribe", true, false, Needs::resources, plan_unsubscribe},
    {"completion/complete", true, true, Needs::completions, plan_complete},
}};

bool has(const ServerCore& server, Needs needs) {
  switch (needs) {
    case Needs::nothing:
      return true;
    case Needs::tools:
      return !server.tools.in_order().empty();
    case Needs::prompts:
      return server.catalog.has_prompts();
    case Needs::resources:
      return server.catalog.has_resources();
    case Needs::completions:
      return server.catalog.has_completions();
  }
  return true;
}

const BuiltIn* find_built_in(const ServerCore& server, const RequestFacts& facts) {
  for (const BuiltIn& method : built_ins) {
    if (method.name != facts.method) continue;
    const bool of_this_era = facts.era == Era::legacy ? method.legacy : method.modern;
    return of_this_era && has(server, method.needs) ? &method : nullptr;
  }
  return nullptr;
}

const Method* find_added(const ServerCore& server, const RequestFacts& facts) {
  const Method* method = server.methods.find(facts.method);
  const bool of_this_era = method != nullptr && (!method->options.only || *method->options.only == facts.era);
  return of_this_era ? method : nullptr;
}

CallPlan plan_added(const Method& method) {
  CallPlan plan;
  const MethodOptions& options = method.options;
  plan.quick = options.quick;
  plan.cancellable = options.cancellable;
  plan.recorded = options.recorded;
  plan.in_shutdown = options.name.rfind("cancellation/", 0) == 0 || options.name == "tasks/cancel";
  plan.tool = options.name;
  plan.body = [&method](RequestContext& context) {
    return CallReply{method.handler(context, params_of(context.request()))};
  };
  return plan;
}

CallPlan plan(SessionCore& session, RequestFacts& facts) {
  ServerCore& server = session.server();
  const BuiltIn* built_in = find_built_in(server, facts);
  const Method* added = built_in == nullptr ? find_added(server, facts) : nullptr;
  if (built_in == nullptr && added == nullptr) {
    throw McpError(code::method_not_found, "Method not found: " + facts.method);
  }
  if (facts.era == Era::modern) session.peer().spoke_modern(facts.protocol_version, facts.client);
  CallPlan plan = built_in != nullptr ? built_in->plan({server, session, facts, params_of(facts)}) : plan_added(*added);
  if (server.is_draining() && !plan.in_shutdown) throw server.shutting_down();
  if (added != nullptr || plan.recorded) facts.session_token = session.token();
  return plan;
}

}  // namespace

const Json& params_of(const RequestFacts& facts) {
  static const JsonDocument nothing(rapidjson::kObjectType);
  const Json* params = facts.params();
  return params != nullptr ? *params : nothing;
}

CallPlan plan_of(SessionCore& session, RequestFacts& facts) {
  try {
    read_facts(facts, session.peer(), session.options().only);
    return plan(session, facts);
  } catch (const McpError& error) {
    return refusal(error);
  }
}

}  // namespace cancel::mcp::detail
