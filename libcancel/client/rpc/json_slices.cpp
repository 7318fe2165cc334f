#include "rpc/json_slices.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

#include "rpc/json_values.hpp"

namespace cancel::client {

namespace {

// Follows the reader through the text, and tells where each value of the outermost object or array begins and ends.
// A value begins behind the key or the value before it, and what stands between them.
class Slicer : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Slicer> {
 public:
  Slicer(std::string_view json, const rapidjson::MemoryStream& stream) : json_(json), stream_(stream) {}

  bool Default() { return ended(here()); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    if (depth_ != 1) return true;
    keys_.emplace_back(text, size);
    begin_ = here();
    return true;
  }
  // At all four the reader has yet to take the bracket.
  bool StartObject() { return begun('{'); }
  bool StartArray() { return begun('['); }
  bool EndObject(rapidjson::SizeType) { return closed(); }
  bool EndArray(rapidjson::SizeType) { return closed(); }

  char outermost() const { return outermost_; }
  std::vector<std::string>& keys() { return keys_; }
  const std::vector<std::string_view>& values() const { return values_; }

 private:
  std::size_t here() const { return stream_.Tell(); }

  bool begun(char bracket) {
    if (depth_++ == 0) {
      outermost_ = bracket;
      begin_ = here() + 1;
    }
    return true;
  }

  bool closed() {
    --depth_;
    return ended(here() + 1);
  }

  bool ended(std::size_t end) {
    if (depth_ != 1) return true;
    const std::size_t first = json_.find_first_not_of(" \t\r\n,:", begin_);
    values_.push_back(json_.substr(first, end - first));
    begin_ = end;
    return true;
  }

  std::string_view json_;
  const rapidjson::MemoryStream& stream_;
  std::size_t depth_ = 0;
  std::size_t begin_ = 0;
  char outermost_ = 0;
  std::vector<std::string> keys_;
  std::vector<std::string_view> values_;
};

bool slice(Slicer& slicer, rapidjson::MemoryStream& stream, char bracket) {
  rapidjson::Reader reader;
  const auto result = reader.Parse<rapidjson::kParseIterativeFlag>(stream, slicer);
  return !result.IsError() && slicer.outermost() == bracket;
}

}  // namespace

std::optional<SlicedObject> slice_object(std::string_view json) {
  rapidjson::MemoryStream stream(json.data(), json.size());
  Slicer slicer(json, stream);
  if (!slice(slicer, stream, '{')) return std::nullopt;
  SlicedObject object;
  object.reserve(slicer.values().size());
  for (std::size_t index = 0; index < slicer.values().size(); ++index) {
    object.push_back({std::move(slicer.keys()[index]), slicer.values()[index]});
  }
  return object;
}

std::optional<std::vector<std::string_view>> slice_array(std::string_view json) {
  rapidjson::MemoryStream stream(json.data(), json.size());
  Slicer slicer(json, stream);
  if (!slice(slicer, stream, '[')) return std::nullopt;
  return slicer.values();
}

std::optional<std::string_view> value_of(const SlicedObject& object, std::string_view key) {
  const auto found =
      std::find_if(object.begin(), object.end(), [&](const SlicedMember& one) { return one.key == key; });
  if (found == object.end()) return std::nullopt;
  return found->value;
}

std::optional<std::uint64_t> number_of(const SlicedObject& object, std::string_view key) {
  const auto value = value_of(object, key);
  if (!value) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error != std::errc() || end != value->data() + value->size()) return std::nullopt;
  return number;
}

std::optional<std::string> text_of(const SlicedObject& object, std::string_view key) {
  const auto value = value_of(object, key);
  const auto document = value ? parse_json(*value) : std::nullopt;
  if (!document || !document->IsString()) return std::nullopt;
  return std::string(document->GetString(), document->GetStringLength());
}

}  // namespace cancel::client
