#pragma once

#include <zmq.hpp>

#include "cancel/client/messaging.hpp"

namespace cancel {

class Messaging::Context {
 public:
  zmq::context_t sockets;
};

}  // namespace cancel
