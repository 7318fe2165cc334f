#include <cassert>
#include <cmath>
#include <variant>

#include "cancel/mcp/json.hpp"
#include "cancel/wire/utf8.hpp"

namespace cancel::mcp {

namespace {

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

JsonWriter& JsonWriter::begin_object() {
  writer_.StartObject();
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  writer_.EndObject();
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  writer_.StartArray();
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  writer_.EndArray();
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  if (!is_utf8(name)) return key(mended_utf8(name));
  writer_.Key(name.data(), size_of(name));
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  if (!is_utf8(text)) return value(mended_utf8(text));
  writer_.String(text.empty() ? "" : text.data(), size_of(text));
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  writer_.Bool(truth);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  writer_.Int64(number);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  writer_.Uint64(number);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  writer_.Double(number);
  return *this;
}

JsonWriter& JsonWriter::value(const JsonText& json) {
  writer_.RawValue(json.text().data(), json.text().size(), rapidjson::kObjectType);
  return *this;
}

JsonWriter& JsonWriter::value(const Json& json) {
  json.Accept(writer_);
  return *this;
}

JsonWriter& JsonWriter::value(const RequestId& id) {
  std::visit([this](const auto& content) { value(content); }, id);
  return *this;
}

JsonWriter& JsonWriter::null() {
  writer_.Null();
  return *this;
}

JsonText JsonWriter::take() {
  assert(writer_.IsComplete());
  return JsonText::written({buffer_.GetString(), buffer_.GetSize()});
}

}  // namespace cancel::mcp
