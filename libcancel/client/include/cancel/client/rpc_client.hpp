#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cancel/client/connection_options.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_result.hpp"

namespace cancel {

// Sends commands to a daemon and waits for the answers. It connects by itself, and again whenever the daemon comes
// back.
//
// Not thread-safe: one thread owns an RpcClient. `messaging` must outlive it.
class RpcClient {
 public:
  // Does not wait for the daemon. Throws BadEndpoint.
  RpcClient(Messaging& messaging, const std::string& endpoint, const ConnectionOptions& options = {});
  ~RpcClient();
  RpcClient(RpcClient&&) noexcept;
  RpcClient& operator=(RpcClient&&) noexcept;

  // Calls `method` with `params` (the JSON text of an object) and waits up to `timeout` for its answer. Answers to
  // earlier calls that come late are dropped.
  CallResult call(std::string_view method, std::string_view params, Millis timeout);

  // The two halves of call(), for those who have something to do while they wait. begin() waits up to `timeout` for a
  // connection and tells whether the call was sent; finish() waits for the answer to the last call that was sent, and
  // may be tried again after a NoReply.
  bool begin(std::string_view method, std::string_view params, Millis timeout);
  CallResult finish(Millis timeout);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
