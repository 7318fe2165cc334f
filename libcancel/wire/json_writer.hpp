#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "word.hpp"

namespace cancel {

// Writes one JSON text from front to back, compact, with every type of the domain in its form on the wire.
// An empty optional is null. Not thread-safe.
class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }
  void key(std::string_view name) { writer_.Key(name.data(), length_of(name)); }

  void null() { writer_.Null(); }
  void value(bool truth) { writer_.Bool(truth); }
  void value(std::int64_t number) { writer_.Int64(number); }
  void value(std::uint64_t number) { writer_.Uint64(number); }
  void value(double number) { writer_.Double(std::isfinite(number) ? number : 0); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(std::string_view text) { writer_.String(text.empty() ? "" : text.data(), length_of(text)); }
  void value(Millis duration) { value(duration.count()); }
  void value(Timestamp time);
  void value(const RequestId& id);
  void value(const TokenName& name);
  void value(const std::vector<TokenName>& names);
  void value(const Labels& labels);

  template <Word Value>
  void value(Value word) {
    value(to_string(word));
  }

  template <typename Value>
  void value(const std::optional<Value>& optional) {
    if (optional) return value(*optional);
    null();
  }

  // Text that is JSON already.
  void raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  template <typename Value>
  void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }

  // Leaves the member out where there is nothing to say.
  template <typename Value>
  void member_if(std::string_view name, const std::optional<Value>& content) {
    if (content) member(name, *content);
  }

  // How many bytes stand there, and going back to an earlier number of them. After it only the end of what was open
  // then may follow.
  std::size_t size() const { return buffer_.GetSize(); }
  void cut_back_to(std::size_t size) { buffer_.Pop(buffer_.GetSize() - size); }

  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static rapidjson::SizeType length_of(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

// The JSON text of a single value.
template <typename Value>
std::string json_of(const Value& value) {
  JsonWriter out;
  out.value(value);
  return out.take();
}

}  // namespace cancel
