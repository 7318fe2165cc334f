#pragma once

#include <optional>

#include <zmq.hpp>

namespace cancel::client {

// Notices when the connection of a socket is made or lost. To be attached before the socket connects, and to be dropped
// before the socket is closed. Not thread-safe: belongs to the socket's thread.
//
// A change is visible here before any message that came over the new connection can be received.
class ConnectionMonitor {
 public:
  ConnectionMonitor(zmq::context_t& context, zmq::socket_t& watched);
  ~ConnectionMonitor();
  ConnectionMonitor(const ConnectionMonitor&) = delete;
  ConnectionMonitor& operator=(const ConnectionMonitor&) = delete;

  enum class Change { made, lost };
  // The next change that has not been told yet. Does not wait.
  std::optional<Change> next();

  zmq::pollitem_t receivable() { return {changes_.handle(), 0, ZMQ_POLLIN, 0}; }

 private:
  zmq::socket_t& watched_;
  zmq::socket_t changes_;
};

}  // namespace cancel::client
