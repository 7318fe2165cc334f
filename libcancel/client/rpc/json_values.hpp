#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

namespace cancel::client {

// The document, or nothing where `text` is not JSON. Nesting costs no stack.
std::optional<rapidjson::Document> parse_json(std::string_view text);

// One line, keys in their order.
std::string to_json_text(const rapidjson::Value& value);

}  // namespace cancel::client
