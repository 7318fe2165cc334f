#include "zmq_connection.hpp"

#include <stdexcept>

namespace cancel::load {

// Requests in flight are bounded by the generator, so ZeroMQ need not do so.
ZmqConnection::ZmqConnection(zmq::context_t& context, const std::string& endpoint)
    : socket_(context, zmq::socket_type::dealer) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.set(zmq::sockopt::sndhwm, 0);
  socket_.set(zmq::sockopt::rcvhwm, 0);
  try {
    socket_.connect(endpoint);
  } catch (const zmq::error_t& error) {
    throw std::runtime_error(endpoint + ": " + error.what());
  }
}

void ZmqConnection::send() {
  if (!socket_.send(zmq::buffer(next_request()), zmq::send_flags::dontwait))
    throw std::runtime_error("ZeroMQ takes no more requests");
}

Replies ZmqConnection::receive() {
  Replies replies;
  while (socket_.recv(reply_, zmq::recv_flags::dontwait)) {
    if (reply_.more()) continue;
    ++replies.done;
    if (!accept(reply_)) ++replies.failed;
  }
  return replies;
}

}  // namespace cancel::load
