#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <zmq.hpp>

namespace scene {

// How bad a network is.
struct Weather {
  double loss = 0;                       // part of the messages that vanish, in each direction
  std::chrono::milliseconds longest{0};  // that one is held up, and all behind it
  std::uint32_t seed = 1;
};

// A network between clients and a daemon, on a thread of its own: hands on whole messages, some of them late, some not
// at all. Commands are not put out of their order, since no transport does that to one connection; events are not
// either.
class MessageRelay {
 public:
  // `folder` gets the endpoints that clients connect to.
  MessageRelay(const std::string& folder, std::string daemon_commands, std::string daemon_events, Weather weather = {});
  ~MessageRelay();

  std::string command_endpoint() const { return command_endpoint_; }
  std::string event_endpoint() const { return event_endpoint_; }

  // From now on nothing passes, in either direction; until mend(). Thread-safe.
  void cut() { cut_.store(true); }
  void mend() { cut_.store(false); }
  std::uint64_t lost() const { return lost_.load(); }

 private:
  using Frames = std::vector<zmq::message_t>;
  struct Held {
    std::chrono::steady_clock::time_point due;
    Frames frames;
  };
  // One direction of one of the two sockets.
  struct Lane {
    std::vector<Held> waiting;
    std::chrono::steady_clock::time_point last{};
  };
  struct Route {  // of one client, to the daemon
    zmq::socket_t socket;
    Lane there;
    Lane back;
  };

  void run();
  void carry_commands();
  void carry_answers();
  void carry_events();
  void carry_subscriptions();
  void hold(Lane& lane, Frames frames);
  void release(Lane& lane, zmq::socket_t& to);
  Route& route(const std::string& client);

  const std::string command_endpoint_;
  const std::string event_endpoint_;
  const std::string daemon_commands_;
  const Weather weather_;
  std::mt19937 random_;
  zmq::context_t context_;
  zmq::socket_t clients_;
  zmq::socket_t events_out_;
  zmq::socket_t events_in_;
  std::map<std::string, Route> routes_;
  Lane events_;
  std::atomic<bool> cut_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> lost_{0};
  std::thread thread_;
};

}  // namespace scene
