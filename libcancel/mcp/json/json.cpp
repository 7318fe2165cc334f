#include "cancel/mcp/json.hpp"

#include <utility>

#include "json/bounded_reader.hpp"

namespace cancel::mcp {

namespace {

// Leaves out the space between tokens, since a message is to stay on one line, and keeps numbers letter by letter.
class CompactWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using rapidjson::Writer<rapidjson::StringBuffer>::Writer;
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return RawValue(text, size, rapidjson::kNumberType);
  }
};

}  // namespace

JsonText JsonText::parse(std::string text) {
  rapidjson::StringBuffer buffer;
  CompactWriter writer(buffer);
  read_json<rapidjson::kParseNumbersAsStringsFlag>(text, writer);
  return written({buffer.GetString(), buffer.GetSize()});
}

JsonText JsonText::of(const Json& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return written({buffer.GetString(), buffer.GetSize()});
}

inline namespace literals {

JsonText operator""_json(const char* text, std::size_t size) {
  return JsonText::parse({text, size});
}

}  // namespace literals

JsonDocument parse_json(std::string_view text) {
  JsonDocument document;
  const auto read = [&](JsonDocument& handler) {
    read_json<rapidjson::kParseFullPrecisionFlag>(text, handler);
    return true;
  };
  document.Populate(read);
  return document;
}

JsonDocument copy_json(const Json& value) {
  JsonDocument document;
  const auto copy = [&](JsonDocument& handler) {
    DepthGuard<JsonDocument> guard(handler);
    return value.Accept(guard);
  };
  document.Populate(copy);
  return document;
}

const Json* find(const Json& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const Json key(rapidjson::StringRef(name.data(), name.size()));
  const auto found = object.FindMember(key);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::optional<std::string> find_text(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr || !value->IsString()) return std::nullopt;
  return std::string(value->GetString(), value->GetStringLength());
}

std::optional<std::int64_t> find_integer(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr || !value->IsInt64()) return std::nullopt;
  return value->GetInt64();
}

std::optional<double> find_number(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr || !value->IsNumber()) return std::nullopt;
  return value->GetDouble();
}

std::optional<bool> find_bool(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr || !value->IsBool()) return std::nullopt;
  return value->GetBool();
}

std::optional<RequestId> to_request_id(const Json& value) {
  if (value.IsString()) return std::string(value.GetString(), value.GetStringLength());
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsUint64()) return value.GetUint64();
  return std::nullopt;
}

JsonText to_json(const RequestId& id) {
  return JsonWriter().value(id).take();
}

JsonText to_json(const Labels& labels) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [key, value] : labels) json.member(key, value);
  return json.end_object().take();
}

}  // namespace cancel::mcp
