#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "cancel/client/connection_options.hpp"
#include "rpc/connection_monitor.hpp"
#include "rpc/rpc_message.hpp"

namespace cancel::client {

// A connection to the command endpoint of a daemon: whole messages out and in. Nothing here waits, and nothing goes out
// unless a connection stands, so that no message is kept for a daemon that comes much later. Not thread-safe.
class ExchangeSocket {
 public:
  // Throws BadEndpoint.
  ExchangeSocket(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options);

  bool try_send(std::string_view message);
  // The next message that is there and answers numbered requests.
  std::optional<Incoming> try_receive();
  std::optional<ConnectionMonitor::Change> try_receive_change() { return monitor_.next(); }

  zmq::pollitem_t changed() { return monitor_.receivable(); }
  zmq::pollitem_t ready(bool to_send) {
    return {socket_.handle(), 0, static_cast<short>(to_send ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN), 0};
  }

 private:
  zmq::socket_t socket_;
  ConnectionMonitor monitor_;
};

}  // namespace cancel::client
