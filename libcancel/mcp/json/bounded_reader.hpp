#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

inline constexpr std::size_t deepest_json = 200;

// Passes on what a reader finds, texts always to be copied, and refuses what is nested deeper than any message needs to
// be: values are copied, compared and written by functions that call themselves.
template <typename Target>
class DepthGuard {
 public:
  explicit DepthGuard(Target& target) : target_(target) {}

  bool is_too_deep() const noexcept { return depth_ > deepest_json; }

  bool Null() { return target_.Null(); }
  bool Bool(bool truth) { return target_.Bool(truth); }
  bool Int(int number) { return target_.Int(number); }
  bool Uint(unsigned number) { return target_.Uint(number); }
  bool Int64(std::int64_t number) { return target_.Int64(number); }
  bool Uint64(std::uint64_t number) { return target_.Uint64(number); }
  bool Double(double number) { return target_.Double(number); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return target_.RawNumber(text, size, true); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return target_.String(text, size, true); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return target_.Key(text, size, true); }
  bool StartObject() { return deeper() && target_.StartObject(); }
  bool EndObject(rapidjson::SizeType members) { return shallower() && target_.EndObject(members); }
  bool StartArray() { return deeper() && target_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return shallower() && target_.EndArray(elements); }

 private:
  bool deeper() { return ++depth_ <= deepest_json; }
  bool shallower() {
    --depth_;
    return true;
  }

  Target& target_;
  std::size_t depth_ = 0;
};

[[noreturn]] inline void refuse_json(std::size_t offset, const char* what) {
  throw JsonError("no JSON, at byte " + std::to_string(offset) + ": " + what);
}

// Reads all of `text` into `target`, a handler of RapidJSON. Throws JsonError, naming the place.
template <unsigned flags, typename Target>
void read_json(std::string_view text, Target& target) {
  constexpr unsigned safe = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  DepthGuard<Target> guard(target);
  rapidjson::Reader reader;
  const rapidjson::ParseResult read = reader.Parse<safe | flags>(stream, guard);
  if (guard.is_too_deep()) refuse_json(read.Offset(), "nested too deeply");
  if (read.IsError()) refuse_json(read.Offset(), rapidjson::GetParseError_En(read.Code()));
  // The reader takes a zero byte for the end.
  if (stream.Tell() != text.size()) refuse_json(stream.Tell(), "a zero byte");
}

}  // namespace cancel::mcp
