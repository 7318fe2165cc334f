#include <algorithm>

#include "server/dispatch.hpp"
#include "server/messages.hpp"
#include "server/methods.hpp"
#include "server/server_core.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr std::size_t most_values = 100;  // of one completion

const Json& arguments_of(const RequestFacts& facts) {
  static const JsonDocument none(rapidjson::kObjectType);
  const Json* arguments = find(params_of(facts), "arguments");
  return arguments != nullptr ? *arguments : none;
}

void check_arguments(const Prompt& prompt, const Json& arguments) {
  if (!arguments.IsObject()) throw wrong_param("arguments", "is no object");
  for (const auto& argument : arguments.GetObject()) {
    const std::string name(argument.name.GetString(), argument.name.GetStringLength());
    if (!argument.value.IsString()) throw wrong_param("arguments." + name, "is no string");
  }
  for (const PromptArgument& argument : prompt.options.arguments) {
    if (argument.required && find(arguments, argument.name) == nullptr) {
      throw wrong_param("arguments." + argument.name, "is missing");
    }
  }
}

// What is to be completed: "prompt:NAME" or "template:URI".
std::string target_of(const MethodCall& call) {
  const Json* reference = find(call.params, "ref");
  if (reference == nullptr) throw wrong_param("ref", "is missing");
  const std::string type = required_text(*reference, "type");
  if (type == "ref/prompt") {
    const std::string name = required_text(*reference, "name");
    if (call.server.catalog.prompt(name) == nullptr) throw wrong_param("ref.name", "Unknown prompt: " + name);
    return "prompt:" + name;
  }
  if (type != "ref/resource") throw wrong_param("ref.type", "is neither ref/prompt nor ref/resource");
  const std::string uri = required_text(*reference, "uri");
  if (!call.server.catalog.has_template(uri) && !call.server.catalog.resource(uri)) {
    throw wrong_param("ref.uri", "Unknown resource template: " + uri);
  }
  return "template:" + uri;
}

JsonText completion_of(const std::vector<std::string>& values) {
  JsonWriter json;
  json.begin_object().key("completion").begin_object().key("values").begin_array();
  for (std::size_t at = 0; at < std::min(values.size(), most_values); ++at) json.value(values[at]);
  json.end_array().member("total", static_cast<std::uint64_t>(values.size()));
  return json.member("hasMore", values.size() > most_values).end_object().end_object().take();
}

}  // namespace

CallPlan plan_prompts_list(const MethodCall& call) {
  return list_answer(call, "prompts", call.server.catalog.prompt_list());
}

CallPlan plan_prompts_get(const MethodCall& call) {
  const std::string name = required_text(call.params, "name");
  const Prompt* prompt = call.server.catalog.prompt(name);
  if (prompt == nullptr) throw McpError(code::invalid_params, "Unknown prompt: " + name, data_of("name", name));
  check_arguments(*prompt, arguments_of(call.facts));
  check_round(call);
  CallPlan plan = handler_plan(call);
  plan.body = [prompt](RequestContext& context) {
    return CallReply{prompt->handler(context, arguments_of(context.request())).to_json()};
  };
  return plan;
}

CallPlan plan_complete(const MethodCall& call) {
  const CompletionHandler* complete = call.server.catalog.completion(target_of(call));
  const Json* argument = find(call.params, "argument");
  if (argument == nullptr) throw wrong_param("argument", "is missing");
  const std::string name = required_text(*argument, "name");
  const std::string value = required_text(*argument, "value");
  if (complete == nullptr) return quick_answer(completion_of({}));
  CallPlan plan = handler_plan(call);
  plan.body = [complete, name, value](RequestContext& context) {
    return CallReply{completion_of((*complete)(context, name, value))};
  };
  return plan;
}

}  // namespace cancel::mcp::detail
