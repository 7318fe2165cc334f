#include "rpc/socket_settings.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

namespace cancel::client {

namespace {

int milliseconds(Millis duration) {
  return static_cast<int>(std::clamp<std::int64_t>(duration.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

void apply(const ConnectionOptions& options, zmq::socket_t& socket) {
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::reconnect_ivl, milliseconds(options.reconnect));
  socket.set(zmq::sockopt::reconnect_ivl_max, milliseconds(options.longest_reconnect));
  socket.set(zmq::sockopt::heartbeat_ivl, milliseconds(options.heartbeat));
  socket.set(zmq::sockopt::heartbeat_timeout, milliseconds(options.silence));
  socket.set(zmq::sockopt::heartbeat_ttl, milliseconds(options.silence));
}

void connect(zmq::socket_t& socket, const std::string& endpoint) {
  try {
    socket.connect(endpoint);
  } catch (const zmq::error_t& error) {
    throw BadEndpoint("endpoint \"" + endpoint + "\": " + error.what());
  }
}

LastFrames try_receive_frames(zmq::socket_t& socket) {
  LastFrames frames;
  for (bool more = true; more;) {
    zmq::message_t frame;
    try {
      if (!socket.recv(frame, zmq::recv_flags::dontwait)) return {};
    } catch (const zmq::error_t& error) {
      if (error.num() == EINTR) continue;
      throw;
    }
    more = frame.more();
    frames.before = std::exchange(frames.last, frame.to_string());
    ++frames.count;
  }
  return frames;
}

}  // namespace cancel::client
