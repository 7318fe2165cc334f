#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

// What is asked for: `params` is JSON text.
struct Question {
  std::string method;
  std::string params;
};

// One message with all of `questions`, numbered from `first` on: an array where there are several.
std::string encode_message(RequestNumber first, const std::vector<Question>& questions);

// Empty for what is not the answer to a numbered request.
std::optional<RpcReply> decode_reply(std::string_view text);

// The daemon would not read a message at all, and can not say which.
struct MessageRefused {
  RpcError error;
};

using Incoming = std::variant<std::vector<RpcReply>, MessageRefused>;

// The same for a message that may be an array. Empty for what is neither.
std::optional<Incoming> decode_incoming(std::string_view text);

}  // namespace cancel::client
