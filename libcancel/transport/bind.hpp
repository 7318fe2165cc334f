#pragma once

#include <string>
#include <zmq.hpp>

#include "cancel/transport/endpoint_guard.hpp"

namespace cancel::transport {

// Binds `socket`, whose other options are set, to the guard's endpoint, and returns where it is bound: with its port,
// where any was asked for. Throws EndpointInUse, EndpointError.
std::string bind(zmq::socket_t& socket, EndpointGuard& guard);

}  // namespace cancel::transport
