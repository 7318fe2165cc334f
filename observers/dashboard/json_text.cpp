#include "dashboard/json_text.hpp"

#include <cmath>
#include <variant>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::dashboard {

void JsonText::value(double number) {
  writer_.Double(std::round(number * 1'000) / 1'000);
}

void JsonText::value(Timestamp time) {
  char text[rfc3339_size];
  write_rfc3339(time, text);
  value(std::string_view(text, rfc3339_size));
}

void JsonText::value(const RequestId& id) {
  std::visit([this](const auto& content) { value(content); }, id);
}

void JsonText::name_members(const TokenName& name) {
  member("namespace", name.space);
  member("id", name.id);
}

void JsonText::value(const TokenName& name) {
  begin_object();
  name_members(name);
  end_object();
}

void JsonText::value(const std::vector<TokenName>& names) {
  begin_array();
  for (const TokenName& name : names) value(name);
  end_array();
}

void JsonText::value(const Labels& labels) {
  begin_object();
  for (const auto& [name, text] : labels) member(name, text);
  end_object();
}

void JsonText::raw(std::string_view json) {
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

}  // namespace cancel::dashboard
