#include "rpc/json_values.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace cancel::client {

std::optional<rapidjson::Document> parse_json(std::string_view text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(text.data(), text.size());
  if (document.HasParseError()) return std::nullopt;
  return document;
}

std::string to_json_text(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace cancel::client
