#include "cancel/wire/json_text.hpp"

#include "json_reader.hpp"
#include "json_writer.hpp"

namespace cancel {
namespace {

// Reads a whole text as one value; empty where it is not JSON or not of that type.
template <typename Value>
std::optional<Value> decode(std::string_view json) {
  JsonDocument document;
  Value value{};
  if (!document.parse(json)) return std::nullopt;
  if (read_value(document.root(), value)) return value;
  return std::nullopt;
}

// The same for lists and maps, where null is the empty one.
template <typename Value>
std::optional<Value> decode_or_empty(std::string_view json) {
  return json == "null" ? Value{} : decode<Value>(json);
}

}  // namespace

std::string encode_parents(const std::vector<TokenName>& parents) {
  return json_of(parents);
}

std::optional<std::vector<TokenName>> decode_parents(std::string_view json) {
  return decode_or_empty<std::vector<TokenName>>(json);
}

std::string encode_labels(const Labels& labels) {
  return json_of(labels);
}

std::optional<Labels> decode_labels(std::string_view json) {
  return decode_or_empty<Labels>(json);
}

std::string encode_request_id(const RequestId& id) {
  return json_of(id);
}

std::optional<RequestId> decode_request_id(std::string_view json) {
  return decode<RequestId>(json);
}

}  // namespace cancel
