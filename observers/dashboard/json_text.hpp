#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel::dashboard {

// Writes one JSON text from front to back, with the types of the domain in the form that the page gets. Texts must be
// UTF-8; an empty optional is null. Not thread-safe.
class JsonText {
 public:
  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }
  void key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

  void null() { writer_.Null(); }
  template <std::same_as<bool> Truth>
  void value(Truth truth) {
    writer_.Bool(truth);
  }
  void value(std::int64_t number) { writer_.Int64(number); }
  void value(std::uint64_t number) { writer_.Uint64(number); }
  // With three digits behind the point at most.
  void value(double number);
  void value(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(Millis duration) { value(duration.count()); }
  void value(Timestamp time);
  void value(const RequestId& id);
  void value(const TokenName& name);
  void value(const std::vector<TokenName>& names);
  void value(const Labels& labels);

  template <typename Word>
  void value(Word word) requires requires {
    words::of(word);
  }
  { value(to_string(word)); }

  template <typename Value>
  void value(const std::optional<Value>& optional) {
    if (optional) return value(*optional);
    null();
  }

  template <typename Value>
  void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }

  // The members that name a token, of an object that is open.
  void name_members(const TokenName& name);

  // A value that is JSON already.
  void raw(std::string_view json);

  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  std::size_t size() const { return buffer_.GetSize(); }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace cancel::dashboard
