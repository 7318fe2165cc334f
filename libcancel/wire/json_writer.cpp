#include "json_writer.hpp"

#include <variant>

#include "cancel/wire/rfc3339.hpp"

namespace cancel {

void JsonWriter::value(Timestamp time) {
  value(to_rfc3339(time));
}

void JsonWriter::value(const RequestId& id) {
  std::visit([this](const auto& content) { value(content); }, id);
}

void JsonWriter::value(const TokenName& name) {
  begin_object();
  member("namespace", name.space);
  member("id", name.id);
  end_object();
}

void JsonWriter::value(const std::vector<TokenName>& names) {
  begin_array();
  for (const TokenName& name : names) value(name);
  end_array();
}

void JsonWriter::value(const Labels& labels) {
  begin_object();
  for (const auto& [name, content] : labels) member(name, content);
  end_object();
}

}  // namespace cancel
