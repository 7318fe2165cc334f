#pragma once

#include <zmq.hpp>

#include "cancel/client/messaging.hpp"

namespace cancel {

class Messaging::Context {
 public:
  Context() { sockets.set(zmq::ctxopt::max_sockets, 16'384); }  // a client has about ten; libzmq's own bound is 1,023

  zmq::context_t sockets;
};

}  // namespace cancel
