#pragma once

#include <string>
#include <zmq.hpp>

namespace cancel {

// Sets what both ends of a connection need; call it before bind or connect. IPv6 where the endpoint is one; over tcp
// heartbeats, which find out within 30 seconds that the other side has gone without a word. Over ipc the kernel tells
// both sides at once.
void set_connection_options(zmq::socket_ref socket, const std::string& endpoint);

}  // namespace cancel
