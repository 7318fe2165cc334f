#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace cancel {

// What the daemon answered, as JSON text.
struct RpcResult {
  std::string json;
  bool operator==(const RpcResult&) const = default;
};

// The daemon refused. `data` is JSON text, "null" where there is none.
struct RpcError {
  std::int64_t code = 0;
  std::string message;
  std::string data = "null";
  bool operator==(const RpcError&) const = default;
};

// The time ran out. `sent` false: the daemon could not be reached and nothing has happened. `sent` true: the outcome is
// unknown; a command that changes something is sent again with the same commandId.
struct NoReply {
  bool sent = false;
  bool operator==(const NoReply&) const = default;
};

using CallResult = std::variant<RpcResult, RpcError, NoReply>;

}  // namespace cancel
