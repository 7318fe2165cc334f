#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/policy.hpp"
#include "cancel/wire/method_names.hpp"

// From the bytes of a request message to commands that are right in shape, type, range and length.

namespace cancel {

// The id of a JSON-RPC request as the JSON text that goes back in its reply: `7`, `"a"`, `1.0`, or `null` where the
// request had no usable one.
using RawId = std::string;

// One request: what it asks for, or the answer that it gets without being carried out.
struct DecodedItem {
  RawId id;
  std::variant<Command, Error> content;
};

struct DecodedMessage {
  bool is_batch = false;           // the replies go back as one array
  std::vector<DecodedItem> items;  // never empty, in the order of the message
};

// Decodes the last frame of a request message. Total: every sequence of bytes gives a message with at least one item,
// nothing is thrown and nothing recurses. `limits` lowers the contract's limits; its message_bytes is not looked at,
// since the channel refuses larger messages before they are read.
// Thread-safe. Cost: one parse, memory of a small multiple of the message.
DecodedMessage decode_message(std::string_view last_frame, const RequestLimits& limits);

// The command of one request, from its two parts: for those who pass requests on. `params` is JSON text, and empty
// where there is none. Total, thread-safe, and as costly as decode_message().
std::variant<Command, Error> decode_call(std::string_view method, std::string_view params, const RequestLimits& limits);

}  // namespace cancel
