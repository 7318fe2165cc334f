#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "cancel/transport/zmq_command_channel.hpp"
#include "cancel/transport/zmq_event_publisher.hpp"

// What the tests of the transport share. Every wait is for a condition; the limits are there for tests that fail.

namespace cancel::test {

using namespace std::chrono_literals;

inline constexpr std::chrono::milliseconds patience{20'000};

// A folder of its own, removed with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cancel-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::string ipc(const std::string& name) const { return "ipc://" + path(name); }

 private:
  std::string path_;
};

// Calls `step`, which may wait a little itself, until it is true; false when patience is over.
inline bool until(const std::function<bool()>& step) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!step()) {
    if (std::chrono::steady_clock::now() > end) return false;
  }
  return true;
}

inline bool readable(zmq::socket_ref socket, std::chrono::milliseconds wait) {
  zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
  return zmq::poll(&item, 1, wait) > 0;
}

using Frames = std::vector<std::string>;

// A client's socket of any kind.
class Peer {
 public:
  Peer(zmq::context_t& context, zmq::socket_type type) : socket_(context, type) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::sndhwm, 0);
  }
  Peer(zmq::context_t& context, zmq::socket_type type, const std::string& endpoint) : Peer(context, type) {
    socket_.connect(endpoint);
  }

  zmq::socket_t& socket() { return socket_; }

  void send(const Frames& frames) {
    for (std::size_t index = 0; index < frames.size(); ++index) {
      const auto flags = index + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      if (!socket_.send(zmq::buffer(frames[index]), flags)) throw std::runtime_error("not sent");
    }
  }

  // The next message; empty where none has come within `wait`.
  Frames receive(std::chrono::milliseconds wait = patience) {
    Frames frames;
    if (!readable(socket_, wait)) return frames;
    zmq::message_t frame;
    do {
      if (!socket_.recv(frame)) throw std::runtime_error("not received");
      frames.push_back(frame.to_string());
    } while (frame.more());
    return frames;
  }

 private:
  zmq::socket_t socket_;
};

// Whether `peer` loses its connection after `action`.
inline bool disconnects(zmq::context_t& context, Peer& peer, const std::function<void()>& action) {
  if (::zmq_socket_monitor(peer.socket().handle(), "inproc://monitor", ZMQ_EVENT_DISCONNECTED) != 0) return false;
  Peer monitor(context, zmq::socket_type::pair, "inproc://monitor");
  action();
  const bool disconnected = !monitor.receive().empty();
  ::zmq_socket_monitor(peer.socket().handle(), nullptr, 0);
  return disconnected;
}

inline std::string request(const std::string& id, const std::string& method = "server/info",
                           const std::string& params = "{}") {
  return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":)" + params + "}";
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Waits for `count` commands.
inline std::vector<ReceivedCommand> receive(ZmqCommandChannel& channel, std::size_t count) {
  std::vector<ReceivedCommand> all;
  until([&] {
    readable(channel.socket(), 50ms);
    for (ReceivedCommand& command : channel.receive(1'000)) all.push_back(std::move(command));
    return all.size() >= count;
  });
  return all;
}

// Answers as a service would that does nothing: errors with themselves, commands with `position`.
inline void answer(ZmqCommandChannel& channel, const ReceivedCommand& command, Position position = 1) {
  if (const Error* error = std::get_if<Error>(&command.content)) return channel.reply(command.ticket, {*error});
  channel.reply(command.ticket, {PositionReply{position}});
}

inline void serve(ZmqCommandChannel& channel, std::size_t count) {
  for (const ReceivedCommand& command : receive(channel, count)) answer(channel, command);
}

// A context, a folder and a channel in it.
struct ChannelFixture {
  TemporaryFolder folder;
  zmq::context_t context;
  ZmqCommandChannel channel{context, EndpointGuard(folder.ipc("command")), {}};

  Peer peer(zmq::socket_type type = zmq::socket_type::dealer) { return Peer(context, type, channel.endpoint()); }
};

}  // namespace cancel::test
