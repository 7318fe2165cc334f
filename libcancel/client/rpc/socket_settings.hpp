#pragma once

#include <string>

#include <zmq.hpp>

#include "cancel/client/connection_options.hpp"

namespace cancel::client {

// What every socket of a client has; to be called before it connects.
void apply(const ConnectionOptions& options, zmq::socket_t& socket);

// Throws BadEndpoint.
void connect(zmq::socket_t& socket, const std::string& endpoint);

// The last frame of the next message that is there, with the one before it. Does not wait.
struct LastFrames {
  std::string before;
  std::string last;
  std::size_t count = 0;  // 0: no message
};
LastFrames try_receive_frames(zmq::socket_t& socket);

}  // namespace cancel::client
