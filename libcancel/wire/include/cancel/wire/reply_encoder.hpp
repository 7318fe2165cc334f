#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cancel/domain/replies.hpp"
#include "cancel/wire/request_decoder.hpp"

// From answers to the bytes of reply messages. Thread-safe.

namespace cancel {

struct ReplyLimits {
  std::size_t message_bytes = 1 << 20;
  std::size_t taken = 0;  // by what stands in the message already: the earlier replies of a batch
};

// The JSON-RPC reply to the request with this id. A read whose reply would be larger than `limits` holds fewer items
// (but one at least) and says where to go on: `nextCursor` in lists, `next` in events/read; the operations of a status
// go on in operation/list with the status's `nextCursor`; stats/read tells how many namespaces it left out. An
// operation/result that does not fit behind the earlier replies of its batch is answered with an error.
// Cost: one pass, no intermediate tree.
std::string encode_reply(const RawId& id, const Reply& reply, const ReplyLimits& limits = {});

// The same behind what `text` holds, which does not count, in its memory.
void append_reply(std::string& text, const RawId& id, const Reply& reply, const ReplyLimits& limits = {});

// The reply to a batch: an array of the replies to its requests, in their order.
std::string encode_batch(const std::vector<std::string>& replies);

}  // namespace cancel
