#include "tasks/round_facts.hpp"

#include <utility>

#include "calls/state_sealer.hpp"

namespace cancel::mcp {

namespace {

// All members of the request's params but those of earlier rounds.
void write_params(JsonWriter& json, const Json* params) {
  if (params == nullptr || !params->IsObject()) return;
  for (const auto& member : params->GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (name != "inputResponses" && name != "requestState") json.member(name, member.value);
  }
}

}  // namespace

std::shared_ptr<const RequestFacts> facts_of_work(const RequestFacts& request) {
  auto facts = std::make_shared<RequestFacts>(request);
  if (!facts->progress_token) facts->progress_token = JsonText::written("0");
  return facts;
}

std::shared_ptr<const RequestFacts> facts_of_next_round(const RequestFacts& before,
                                                        const std::map<std::string, JsonText>& answers,
                                                        const std::optional<JsonText>& state,
                                                        const StateSealer* sealer) {
  JsonWriter json;
  json.begin_object().member("method", before.method).key("params").begin_object();
  write_params(json, before.params());
  json.key("inputResponses").begin_object();
  for (const auto& [key, answer] : answers) json.member(key, answer);
  json.end_object();
  if (state && sealer != nullptr) {
    json.member("requestState", sealer->seal(purpose_of(before.method, before.params()), *state));
  }
  json.end_object().end_object();

  auto facts = std::make_shared<RequestFacts>(before);
  facts->message = std::make_shared<const JsonDocument>(parse_json(json.take().text()));
  return facts;
}

}  // namespace cancel::mcp
