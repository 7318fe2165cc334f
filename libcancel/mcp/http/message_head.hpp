#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp {

// What the edge has to know of a message's body, before a session reads it. A value.
struct MessageHead {
  enum class Kind { request, notification, response };

  Kind kind = Kind::response;
  std::string method{};
  std::optional<RequestId> id{};
  bool has_meta = false;                    // params._meta is an object
  std::optional<std::string> version{};     // of _meta
  bool has_capabilities = false;            // of _meta
  std::optional<std::string> name{};        // params.name, params.uri or params.taskId, as Mcp-Name says it again
  std::optional<RequestId> cancelled_id{};  // of notifications/cancelled
  std::optional<std::string> cancel_reason{};
  std::string tool{};        // of tools/call
  JsonDocument arguments{};  // of tools/call; null where there are none
};

// A body that is no JSON-RPC message: what is wrong.
struct BadBody {
  int code;
  std::string message;
  std::optional<RequestId> id{};
};

struct Body {
  std::vector<MessageHead> messages;
  bool is_batch = false;

  bool has_requests() const;
  std::size_t requests() const;
};

std::variant<Body, BadBody> read_body(std::string_view text);

}  // namespace cancel::mcp
