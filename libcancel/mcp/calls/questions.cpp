#include "calls/questions.hpp"

namespace cancel::mcp {

namespace {

constexpr std::string_view form = "elicitation.form";

std::string capability_for_elicitation(const Json& params) {
  return find_text(params, "mode") == "url" ? "elicitation.url" : std::string(form);
}

std::string capability_for_sampling(const Json& params) {
  const bool uses_tools = find(params, "tools") != nullptr || find(params, "toolChoice") != nullptr;
  return uses_tools ? "sampling.tools" : "sampling";
}

// An elicitation capability that says nothing of modes is one of forms.
bool has_plain_elicitation(const RequestFacts& facts) {
  return facts.client_has("elicitation") && !facts.client_has("elicitation.url");
}

// "a.b" as {"a":{"b":{}}}.
JsonText required(std::string_view capability) {
  JsonWriter json;
  json.begin_object().key("requiredCapabilities").begin_object();
  const std::size_t dot = capability.find('.');
  json.key(capability.substr(0, dot)).begin_object();
  if (dot != std::string_view::npos) json.key(capability.substr(dot + 1)).begin_object().end_object();
  json.end_object().end_object().end_object();
  return json.take();
}

}  // namespace

std::string capability_for(const Question& question) {
  const JsonDocument params = parse_json(question.params.text());
  if (question.method == "elicitation/create") return capability_for_elicitation(params);
  if (question.method == "sampling/createMessage") return capability_for_sampling(params);
  if (question.method == "roots/list") return "roots";
  return {};
}

void require_capability(const RequestFacts& facts, const Question& question) {
  const std::string capability = capability_for(question);
  if (capability.empty() || facts.client_has(capability)) return;
  if (capability == form && has_plain_elicitation(facts)) return;
  throw McpError(code::missing_capability, "the client has not declared " + capability, required(capability));
}

}  // namespace cancel::mcp
