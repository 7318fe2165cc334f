#include "server/messages.hpp"
#include "server/methods.hpp"
#include "server/pages.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

McpError not_found(const MethodCall& call, const std::string& uri) {
  const int number = call.facts.era == Era::legacy ? code::resource_not_found : code::invalid_params;
  return McpError(number, "Resource not found: " + uri, data_of("uri", uri));
}

JsonText read(const Catalog::Reading& reading, RequestContext& context, const std::string& uri) {
  ResourceResult result = (*reading.handler)(context, uri, reading.variables);
  for (ResourceContents& contents : result.contents) {
    if (contents.uri.empty()) contents.uri = uri;
    if (!contents.mime_type && !reading.mime_type.empty()) contents.mime_type = reading.mime_type;
  }
  return result.to_json();
}

}  // namespace

CallPlan plan_resources_list(const MethodCall& call) {
  return list_answer(call, "resources", call.server.catalog.resource_list());
}

CallPlan plan_templates_list(const MethodCall& call) {
  return list_answer(call, "resourceTemplates", call.server.catalog.template_list());
}

CallPlan plan_resources_read(const MethodCall& call) {
  const std::string uri = required_text(call.params, "uri");
  auto reading = call.server.catalog.resource(uri);
  if (!reading) throw not_found(call, uri);
  check_round(call);
  CallPlan plan = handler_plan(call);
  plan.body = [reading = std::move(*reading), uri](RequestContext& context) {
    const JsonText result = read(reading, context, uri);
    // What a handler makes is of this moment, and for who asked.
    const bool modern = context.request().era == Era::modern;
    return CallReply{modern ? cacheable(result, 0, CacheScope::for_this_caller) : result};
  };
  return plan;
}

CallPlan plan_subscribe(const MethodCall& call) {
  call.session.peer().subscribe(required_text(call.params, "uri"));
  return quick_answer(JsonText::written("{}"));
}

CallPlan plan_unsubscribe(const MethodCall& call) {
  call.session.peer().unsubscribe(required_text(call.params, "uri"));
  return quick_answer(JsonText::written("{}"));
}

}  // namespace cancel::mcp::detail
