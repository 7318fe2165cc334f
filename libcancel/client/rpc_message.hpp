#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cancel/client/rpc_result.hpp"

namespace cancel::client {

// Numbers the requests of one connection: 1, 2, 3 …
using RequestNumber = std::uint64_t;

struct RpcReply {
  RequestNumber request = 0;
  std::variant<RpcResult, RpcError> content;
};

// One JSON-RPC 2.0 request. `params` is JSON text and stands in it as it is.
std::string encode_request(RequestNumber request, std::string_view method, std::string_view params);

// Empty for what is not the answer to a numbered request.
std::optional<RpcReply> decode_reply(std::string_view text);

}  // namespace cancel::client
