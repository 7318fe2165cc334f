#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/message_channel.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel::mcp {

// What came of a request of our own.
struct PeerAnswer {
  enum class Status { result, error, cancelled, timed_out, not_sent };
  Status status = Status::not_sent;
  JsonDocument content{};  // the result, or the error object
  explicit operator bool() const noexcept { return status == Status::result; }
};

// The requests that this side sends to a peer: sampling, elicitation, roots. Ids are integers from 1 on, never used
// again; the two directions have ids of their own. Thread-safe.
class OutgoingRequests {
 public:
  // Sends a request through `send` (false: nobody may hear of it any more) and waits for its answer. Where `token` is
  // cancelled or the time is over, notifications/cancelled goes out through `channel`, also when the request that it
  // belongs to is silenced: inside the token's callback, so before that request's channel is told that it is over. A
  // token that is cancelled already: nothing is sent. A late answer is ignored. No lock is held while anything is sent.
  PeerAnswer ask(std::string_view method, const JsonText& params, const CancellationToken& token,
                 std::chrono::milliseconds timeout, const std::function<bool(std::string json)>& send,
                 MessageChannel& channel);

  // A response came in. Unknown ids are ignored and counted. One that has neither a result nor an error ends its
  // request as an error.
  void answered(const Json& message);

  // The peer is gone: everything that waits ends with `not_sent`.
  void close();

  std::uint64_t unknown_answers() const;

 private:
  struct Waiting;
  class Entry;
  mutable std::mutex lock_;
  std::unordered_map<std::int64_t, std::shared_ptr<Waiting>> waiting_;
  std::int64_t last_id_ = 0;
  std::uint64_t unknown_ = 0;
  bool closed_ = false;
};

}  // namespace cancel::mcp
