#pragma once

#include <optional>

#include "cancel/http/headers.hpp"
#include "cancel/http/response.hpp"
#include "http/message_head.hpp"

namespace cancel::mcp {

inline constexpr const char* version_header = "MCP-Protocol-Version";
inline constexpr const char* session_header = "Mcp-Session-Id";

bool is_modern_version(std::string_view version);
bool is_legacy_version(std::string_view version);

// Whether a message is of the modern era: its _meta says a version, or the header names a modern one.
bool is_modern(const MessageHead& head, const http::Headers& headers);

// The refusal of a modern request whose envelope is wrong, in the order in which the protocol has them: header against
// body, missing _meta, unknown version, Mcp-Method, Mcp-Name. Nothing where all is well. Pure.
std::optional<http::Response> modern_refusal(const MessageHead& head, const http::Headers& headers);

}  // namespace cancel::mcp
