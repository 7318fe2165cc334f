#include "rpc/exchange_socket.hpp"

#include <cerrno>

#include "rpc/socket_settings.hpp"

namespace cancel::client {

namespace {

zmq::socket_t new_socket(zmq::context_t& context, const ConnectionOptions& options) {
  zmq::socket_t socket(context, zmq::socket_type::dealer);
  apply(options, socket);
  socket.set(zmq::sockopt::immediate, true);
  return socket;
}

}  // namespace

ExchangeSocket::ExchangeSocket(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options)
    : socket_(new_socket(context, options)), monitor_(context, socket_) {
  connect(socket_, endpoint);
}

bool ExchangeSocket::try_send(std::string_view message) {
  try {
    return socket_.send(zmq::buffer(message), zmq::send_flags::dontwait).has_value();
  } catch (const zmq::error_t& error) {
    if (error.num() == EINTR) return false;
    throw;
  }
}

std::optional<Incoming> ExchangeSocket::try_receive() {
  for (;;) {
    const LastFrames frames = try_receive_frames(socket_);
    if (frames.count == 0) return std::nullopt;
    if (auto incoming = decode_incoming(frames.last)) return incoming;
  }
}

}  // namespace cancel::client
