#include "tail/event_facts.hpp"

#include <rapidjson/document.h>

namespace cancel::tail {

namespace {

std::string text_in(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

}  // namespace

EventFacts event_facts(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  EventFacts facts;
  if (document.HasParseError() || !document.IsObject()) return facts;
  const rapidjson::Value& event = document;
  facts.type = text_in(event, "type");
  facts.time = text_in(event, "time");
  facts.space = text_in(event, "namespace");
  facts.token = text_in(event, "token");
  const auto found = event.FindMember("data");
  if (found == event.MemberEnd() || !found->value.IsObject()) return facts;
  const rapidjson::Value& data = found->value;
  facts.tool = text_in(data, "tool");
  facts.cause = text_in(data, "cause");
  facts.mode = text_in(data, "mode");
  facts.reason = text_in(data, "reason");
  facts.requested_by = text_in(data, "requestedBy");
  facts.outcome = text_in(data, "outcome");
  return facts;
}

}  // namespace cancel::tail
