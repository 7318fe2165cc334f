#pragma once

#include "server/call_plan.hpp"

// MCP's own methods. Each gives the plan for one request, and throws McpError where its params are wrong.

namespace cancel::mcp::detail {

class ServerCore;
class SessionCore;

struct MethodCall {
  ServerCore& server;
  SessionCore& session;
  const RequestFacts& facts;
  const Json& params;
};

CallPlan plan_initialize(const MethodCall& call);
CallPlan plan_discover(const MethodCall& call);
CallPlan plan_ping(const MethodCall& call);
CallPlan plan_set_level(const MethodCall& call);

CallPlan plan_tools_list(const MethodCall& call);
CallPlan plan_tools_call(const MethodCall& call);

CallPlan plan_prompts_list(const MethodCall& call);
CallPlan plan_prompts_get(const MethodCall& call);

CallPlan plan_resources_list(const MethodCall& call);
CallPlan plan_templates_list(const MethodCall& call);
CallPlan plan_resources_read(const MethodCall& call);
CallPlan plan_subscribe(const MethodCall& call);
CallPlan plan_unsubscribe(const MethodCall& call);

CallPlan plan_complete(const MethodCall& call);

// A plan that answers at once with this result.
CallPlan quick_answer(JsonText result);
// A page of a list, in the form of the request's era.
CallPlan list_answer(const MethodCall& call, std::string_view list, const std::vector<JsonText>& items);
// A plan for a handler that runs in the pool and is recorded.
CallPlan handler_plan(const MethodCall& call);
// In the modern era a request may continue an earlier round: throws McpError where what it brings is not ours.
void check_round(const MethodCall& call);
// A text that has to be there.
std::string required_text(const Json& object, std::string_view name);

}  // namespace cancel::mcp::detail
