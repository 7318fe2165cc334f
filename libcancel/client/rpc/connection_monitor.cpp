#include "rpc/connection_monitor.hpp"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>

#include "rpc/socket_settings.hpp"

namespace cancel::client {

namespace {

std::string new_address() {
  static std::atomic<std::uint64_t> count{0};
  return "inproc://cancel-client-monitor-" + std::to_string(++count);
}

// A monitor's first frame: a 16-bit event and a 32-bit value, in the byte order of this machine.
std::uint16_t event_of(const std::string& frame) {
  std::uint16_t event = 0;
  if (frame.size() >= sizeof event) std::memcpy(&event, frame.data(), sizeof event);
  return event;
}

}  // namespace

ConnectionMonitor::ConnectionMonitor(zmq::context_t& context, zmq::socket_t& watched)
    : watched_(watched), changes_(context, zmq::socket_type::pair) {
  const std::string address = new_address();
  constexpr int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;
  if (zmq_socket_monitor(watched.handle(), address.c_str(), events) != 0) throw zmq::error_t();
  changes_.set(zmq::sockopt::linger, 0);
  changes_.set(zmq::sockopt::rcvhwm, 0);
  changes_.connect(address);
}

ConnectionMonitor::~ConnectionMonitor() {
  zmq_socket_monitor(watched_.handle(), nullptr, 0);
}

std::optional<ConnectionMonitor::Change> ConnectionMonitor::next() {
  for (;;) {
    const LastFrames frames = try_receive_frames(changes_);
    if (frames.count == 0) return std::nullopt;
    const std::uint16_t event = event_of(frames.before);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) return Change::made;
    if (event == ZMQ_EVENT_DISCONNECTED) return Change::lost;
  }
}

}  // namespace cancel::client
