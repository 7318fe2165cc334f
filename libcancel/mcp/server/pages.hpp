#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp::detail {

// One page of a list as a result object: {"LIST":[…],"nextCursor":"…"}. The cursor of `params` says where it begins.
// Throws McpError for a cursor that this list did not give.
JsonText page_of(std::string_view list, const std::vector<JsonText>& items, std::size_t size, const Json& params);

// The same result for clients that keep it: for so long, and for whom.
enum class CacheScope { for_all, for_this_caller };
JsonText cacheable(const JsonText& result, int ttl_ms, CacheScope scope);

}  // namespace cancel::mcp::detail
