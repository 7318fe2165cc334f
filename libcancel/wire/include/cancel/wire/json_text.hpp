#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"

// Small values as JSON text, for the columns of the log's own tables. Thread-safe.
// Decoding is empty where `json` is not what the encoder makes; `null` decodes to an empty list or map.

namespace cancel {

// [{"namespace":"default","id":"a"}, …]
std::string encode_parents(const std::vector<TokenName>& parents);
std::optional<std::vector<TokenName>> decode_parents(std::string_view json);

// {"key":"value", …}
std::string encode_labels(const Labels& labels);
std::optional<Labels> decode_labels(std::string_view json);

// 7 or "7"
std::string encode_request_id(const RequestId& id);
std::optional<RequestId> decode_request_id(std::string_view json);

}  // namespace cancel
