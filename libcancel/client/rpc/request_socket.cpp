#include "rpc/request_socket.hpp"

#include <cerrno>

#include "rpc/socket_settings.hpp"

namespace cancel::client {

RequestSocket::RequestSocket(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options)
    : socket_(context, zmq::socket_type::dealer) {
  apply(options, socket_);
  socket_.set(zmq::sockopt::immediate, true);
  connect(socket_, endpoint);
}

std::optional<RequestNumber> RequestSocket::try_send(std::string_view method, std::string_view params) {
  const std::string text = encode_request(last_ + 1, method, params);
  try {
    if (!socket_.send(zmq::buffer(text), zmq::send_flags::dontwait)) return std::nullopt;
  } catch (const zmq::error_t& error) {
    if (error.num() == EINTR) return std::nullopt;
    throw;
  }
  return ++last_;
}

std::optional<RpcReply> RequestSocket::try_receive() {
  for (;;) {
    const LastFrames frames = try_receive_frames(socket_);
    if (frames.count == 0) return std::nullopt;
    if (auto reply = decode_reply(frames.last)) return reply;
  }
}

}  // namespace cancel::client
