#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "cancel/client/connection_options.hpp"
#include "rpc/rpc_message.hpp"

namespace cancel::client {

// A connection to the command endpoint of a daemon: numbered requests out, replies in. Nothing here waits.
//
// A request goes out only over a connection that stands, so that none is kept for a daemon that comes much later.
// Not thread-safe.
class RequestSocket {
 public:
  // Throws BadEndpoint.
  RequestSocket(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options);

  // The number of the request; empty where there is no connection just now. Numbers grow.
  std::optional<RequestNumber> try_send(std::string_view method, std::string_view params);

  // The next reply that is there. What is not one is dropped.
  std::optional<RpcReply> try_receive();

  // For waiting until try_send() may succeed, or try_receive() has something.
  zmq::pollitem_t sendable() { return {socket_.handle(), 0, ZMQ_POLLOUT, 0}; }
  zmq::pollitem_t receivable() { return {socket_.handle(), 0, ZMQ_POLLIN, 0}; }

 private:
  zmq::socket_t socket_;
  RequestNumber last_ = 0;
};

}  // namespace cancel::client
