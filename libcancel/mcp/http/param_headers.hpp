#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/http/headers.hpp"
#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// An argument of a tool that a modern client also sends as a header, Mcp-Param-NAME, so that proxies can see it: where
// the tool's schema says "x-mcp-header" of it.
struct ParamHeader {
  std::vector<std::string> path;  // of properties, from the arguments down
  std::string header;             // with its prefix
};

// All that a schema asks for.
std::vector<ParamHeader> param_headers(const Json& input_schema);

// What is wrong with the headers of a call with these arguments, in one sentence; nothing where they agree.
std::optional<std::string> param_header_fault(const std::vector<ParamHeader>& rules, const Json& arguments,
                                              const http::Headers& headers);

// The value of a header: as it stands, or what "=?base64?…?=" holds. Empty where that is no base64.
std::optional<std::string> header_value(std::string_view raw);

}  // namespace cancel::mcp
