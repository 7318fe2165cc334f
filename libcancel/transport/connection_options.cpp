#include "cancel/transport/connection_options.hpp"

#include "endpoint_syntax.hpp"

namespace cancel {
namespace {

constexpr int heartbeat_interval_ms = 10'000;
constexpr int heartbeat_timeout_ms = 30'000;

}  // namespace

void set_connection_options(zmq::socket_ref socket, const std::string& endpoint) {
  if (transport::is_ipv6(endpoint)) socket.set(zmq::sockopt::ipv6, true);
  if (!transport::is_tcp(endpoint)) return;
  socket.set(zmq::sockopt::heartbeat_ivl, heartbeat_interval_ms);
  socket.set(zmq::sockopt::heartbeat_timeout, heartbeat_timeout_ms);
  // No time to live is told to the peers: one whose queue is full does not read our signs of life, either, and
  // libzmq 4.3.4 can abort() a peer that counts its connection as dead then
  // (https://github.com/zeromq/libzmq/issues/3937).
}

}  // namespace cancel
