#include "bind.hpp"

#include "cancel/transport/connection_options.hpp"

namespace cancel::transport {
namespace {

// Connections over tcp that wait to be accepted, as many as those over ipc.
constexpr int backlog = 4'096;

void bind_or_throw(zmq::socket_t& socket, const std::string& endpoint) {
  try {
    socket.bind(endpoint);
  } catch (const zmq::error_t& error) {
    if (error.num() == EADDRINUSE) throw EndpointInUse(endpoint, "another program is listening on it");
    throw EndpointError(endpoint, std::string("it can't be bound: ") + error.what());
  }
}

}  // namespace

std::string bind(zmq::socket_t& socket, EndpointGuard& guard) {
  set_connection_options(socket, guard.endpoint());
  socket.set(zmq::sockopt::backlog, backlog);
  FileDescriptor listener = guard.listen();
  if (listener) socket.set(zmq::sockopt::use_fd, listener.number());
  bind_or_throw(socket, guard.endpoint());
  listener.release();  // libzmq closes it from now on
  return socket.get(zmq::sockopt::last_endpoint);
}

}  // namespace cancel::transport
