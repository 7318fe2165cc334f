#pragma once

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cancel/mcp/json.hpp"

// What the two eras of the Model Context Protocol are called here.

namespace cancel::mcp {

// Legacy: revisions up to 2025-11-25, with `initialize`. Modern: 2026-07-28 and later, where each request says its
// version in `_meta`.
enum class Era { legacy, modern };

inline constexpr std::string_view latest_legacy_version = "2025-11-25";
inline constexpr std::array<std::string_view, 4> legacy_versions{"2025-11-25", "2025-06-18", "2025-03-26",
                                                                 "2024-11-05"};
inline constexpr std::array<std::string_view, 1> modern_versions{"2026-07-28"};

namespace meta {
inline constexpr std::string_view protocol_version = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view client_capabilities = "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view client_info = "io.modelcontextprotocol/clientInfo";
inline constexpr std::string_view server_info = "io.modelcontextprotocol/serverInfo";
inline constexpr std::string_view log_level = "io.modelcontextprotocol/logLevel";
inline constexpr std::string_view subscription_id = "io.modelcontextprotocol/subscriptionId";
inline constexpr std::string_view related_task = "io.modelcontextprotocol/related-task";
inline constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";
// Our own: the token of the caller's work, {"namespace","id"}, under which the call hangs. See RequestContext.
inline constexpr std::string_view caller_token = "canceld/token";
}  // namespace meta

// Codes of errors on the wire. Append new ones, never renumber. Those below -32000 are JSON-RPC's and MCP's; canceld's own
// are those of cancel::ErrorCode.
namespace code {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int internal_error = -32603;
inline constexpr int resource_not_found = -32002;   // legacy; modern says invalid_params
inline constexpr int header_mismatch = -32020;
inline constexpr int missing_capability = -32021;   // data.requiredCapabilities
inline constexpr int unsupported_version = -32022;  // data.supported, data.requested
inline constexpr int request_cancelled = -32800;    // LSP's: cancelled by somebody else than the caller
inline constexpr int limit_exceeded = -31006;       // too many calls are waiting already
inline constexpr int shutting_down = -31013;        // nothing new is begun
}  // namespace code

// Answers a request with a JSON-RPC error. To be thrown by handlers.
class McpError : public std::runtime_error {
 public:
  McpError(int code, const std::string& message, std::optional<JsonText> data = {})
      : std::runtime_error(message), code_(code), data_(std::move(data)) {}
  int code() const noexcept { return code_; }
  const std::optional<JsonText>& data() const noexcept { return data_; }

 private:
  int code_;
  std::optional<JsonText> data_;
};

}  // namespace cancel::mcp
