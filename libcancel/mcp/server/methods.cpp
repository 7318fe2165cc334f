#include "server/methods.hpp"

#include <utility>

#include "server/messages.hpp"
#include "server/pages.hpp"
#include "server/server_core.hpp"

// What the plans of several methods have in common.

namespace cancel::mcp::detail {

namespace {

// How long a client may keep a list: it is told of changes, if it asked for that.
constexpr int list_ttl_ms = 60'000;

}  // namespace

CallPlan quick_answer(JsonText result) {
  CallPlan plan;
  plan.quick = true;
  plan.body = [result = std::move(result)](RequestContext&) { return CallReply{result}; };
  return plan;
}

CallPlan list_answer(const MethodCall& call, std::string_view list, const std::vector<JsonText>& items) {
  JsonText page = page_of(list, items, call.server.options.page, call.params);
  if (call.facts.era == Era::modern) page = cacheable(page, list_ttl_ms, CacheScope::for_all);
  return quick_answer(std::move(page));
}

CallPlan handler_plan(const MethodCall& call) {
  CallPlan plan;
  plan.recorded = true;
  plan.tool = call.facts.method;
  return plan;
}

void check_round(const MethodCall& call) {
  if (call.facts.era == Era::legacy) return;
  if (const Json* responses = find(call.params, "inputResponses")) {
    if (!responses->IsObject()) throw wrong_param("inputResponses", "is no object");
    for (const auto& response : responses->GetObject()) {
      if (!response.value.IsObject()) throw wrong_param("inputResponses", "has a response that is no object");
    }
  }
  if (const Json* state = find(call.params, "requestState")) {
    const std::string purpose = purpose_of(call.facts.method, &call.params);
    const bool is_ours =
        state->IsString() && call.server.sealer.open(purpose, find_text(call.params, "requestState").value());
    if (!is_ours) throw wrong_param("requestState", "is not one that this server gave for this request");
  }
}

std::string required_text(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) throw wrong_param(name, "is missing");
  if (!value->IsString()) throw wrong_param(name, "is no string");
  return std::string(value->GetString(), value->GetStringLength());
}

}  // namespace cancel::mcp::detail
