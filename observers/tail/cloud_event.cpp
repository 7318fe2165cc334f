#include "tail/cloud_event.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "tail/event_facts.hpp"

namespace cancel::tail {

namespace {

// Independent of the locale.
bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void member(Writer& out, const char* name, const std::string& value) {
  out.Key(name);
  out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

std::string subject_of(const EventFacts& facts) {
  const std::string space = percent_encoded(facts.space);
  return facts.token.empty() ? space : space + "/" + percent_encoded(facts.token);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

std::string cloud_event(const TailedEvent& event) {
  const EventFacts facts = event_facts(event.json);
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  member(out, "specversion", "1.0");
  member(out, "id", std::to_string(event.position));
  member(out, "source", "urn:canceld:log:" + percent_encoded(event.log_id));
  member(out, "type", "canceld." + (facts.type.empty() ? "Unknown" : facts.type));
  if (!facts.time.empty()) member(out, "time", facts.time);
  // An attribute must not be empty.
  if (const std::string subject = subject_of(facts); !subject.empty()) member(out, "subject", subject);
  member(out, "datacontenttype", "application/json");
  out.Key("data");
  out.RawValue(event.json.data(), event.json.size(), rapidjson::kObjectType);
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace cancel::tail
