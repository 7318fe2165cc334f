#include "frame.hpp"

#include <cerrno>
#include <memory>
#include <utility>

namespace cancel::transport {
namespace {

// From this size on a copy costs more than the two allocations that save it.
constexpr std::size_t large = 8'192;

void delete_content(void*, void* content) {
  delete static_cast<std::string*>(content);
}

zmq::message_t wrap(std::string content) {
  auto owned = std::make_unique<std::string>(std::move(content));
  zmq::message_t frame(owned->data(), owned->size(), delete_content, owned.get());
  owned.release();
  return frame;
}

}  // namespace

zmq::message_t make_frame(std::string&& content) {
  if (content.size() >= large) return wrap(std::move(content));
  return zmq::message_t(content.data(), content.size());
}

// A signal may interrupt libzmq even where it does not block: it looks for commands from its own threads first.
bool receive_frame(zmq::socket_t& socket, zmq::message_t& frame) {
  int size = 0;
  do {
    size = ::zmq_msg_recv(frame.handle(), socket.handle(), ZMQ_DONTWAIT);
  } while (size < 0 && errno == EINTR);
  return size >= 0;
}

bool send_frame(zmq::socket_t& socket, zmq::message_t& frame, More more) {
  const int flags = ZMQ_DONTWAIT | (more == More::yes ? ZMQ_SNDMORE : 0);
  int size = 0;
  do {
    size = ::zmq_msg_send(frame.handle(), socket.handle(), flags);
  } while (size < 0 && errno == EINTR);
  return size >= 0;
}

}  // namespace cancel::transport
