#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/domain/names.hpp"

// JSON as it comes in (a RapidJSON document, read through the functions here) and as it goes out (text, written piece by
// piece). Values, not thread-safe beyond that.

namespace cancel::mcp {

using Json = rapidjson::Value;  // inside of a document, which has to outlive it
using JsonDocument = rapidjson::Document;

class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Text that is JSON: parsed once, or written by JsonWriter. A value.
class JsonText {
 public:
  JsonText() : text_("null") {}
  // Throws JsonError, naming the place.
  static JsonText parse(std::string text);
  static JsonText of(const Json& value);
  // Trusts the caller.
  static JsonText written(std::string text) { return JsonText(std::move(text), 0); }

  const std::string& text() const noexcept { return text_; }
  bool is_null() const noexcept { return text_ == "null"; }
  bool operator==(const JsonText&) const = default;

 private:
  JsonText(std::string text, int) : text_(std::move(text)) {}
  std::string text_;
};

// A literal in code: R"({"type":"object"})"_json. Throws JsonError.
inline namespace literals {
JsonText operator""_json(const char* text, std::size_t size);
}

// Nesting costs no stack; numbers keep their 64 bits. Throws JsonError.
JsonDocument parse_json(std::string_view text);
JsonDocument copy_json(const Json& value);

// The member; null where `object` is no object or has none of that name.
const Json* find(const Json& object, std::string_view name);
// Empty where it is missing or of another type.
std::optional<std::string> find_text(const Json& object, std::string_view name);
std::optional<std::int64_t> find_integer(const Json& object, std::string_view name);
std::optional<double> find_number(const Json& object, std::string_view name);
std::optional<bool> find_bool(const Json& object, std::string_view name);

// A JSON-RPC id, type and value kept: a string or a 64-bit integer; empty for anything else (1.0 is no integer).
std::optional<RequestId> to_request_id(const Json& value);
JsonText to_json(const RequestId& id);

// Writes one JSON text. Keys and values in turn, as JSON has them; what is unbalanced is a bug (assert).
class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);  // one that is not finite becomes null
  JsonWriter& value(const JsonText& json);
  JsonWriter& value(const Json& json);
  JsonWriter& value(const RequestId& id);
  JsonWriter& null();

  template <typename Value>
  JsonWriter& member(std::string_view name, const Value& content) {
    key(name);
    return value(content);
  }
  // Left out where it is empty.
  template <typename Value>
  JsonWriter& member(std::string_view name, const std::optional<Value>& content) {
    if (content) member(name, *content);
    return *this;
  }

  // What was written; the writer is used up.
  JsonText take();

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

// {"key":"value", …}
JsonText to_json(const Labels& labels);

}  // namespace cancel::mcp
