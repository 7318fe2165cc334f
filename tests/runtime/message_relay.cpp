#include "message_relay.hpp"

#include <algorithm>
#include <utility>

namespace scene {

using Clock = std::chrono::steady_clock;

namespace {

using Frames = std::vector<zmq::message_t>;

Frames receive(zmq::socket_t& socket) {
  Frames frames;
  for (bool more = true; more;) {
    zmq::message_t frame;
    if (!socket.recv(frame, zmq::recv_flags::dontwait)) return {};
    more = frame.more();
    frames.push_back(std::move(frame));
  }
  return frames;
}

void send(zmq::socket_t& socket, Frames frames) {
  for (std::size_t index = 0; index < frames.size(); ++index) {
    const bool last = index + 1 == frames.size();
    const auto flags = last ? zmq::send_flags::none : zmq::send_flags::sndmore;
    static_cast<void>(socket.send(std::move(frames[index]), flags | zmq::send_flags::dontwait));
  }
}

zmq::socket_t new_socket(zmq::context_t& context, zmq::socket_type type) {
  zmq::socket_t socket(context, type);
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::sndhwm, 0);
  socket.set(zmq::sockopt::rcvhwm, 0);
  socket.set(zmq::sockopt::reconnect_ivl, 5);
  return socket;
}

}  // namespace

MessageRelay::MessageRelay(const std::string& folder, std::string daemon_commands, std::string daemon_events,
                           Weather weather)
    : command_endpoint_("ipc://" + folder + "/relayed-command"),
      event_endpoint_("ipc://" + folder + "/relayed-event"),
      daemon_commands_(std::move(daemon_commands)),
      weather_(weather),
      random_(weather.seed),
      clients_(new_socket(context_, zmq::socket_type::router)),
      events_out_(new_socket(context_, zmq::socket_type::xpub)),
      events_in_(new_socket(context_, zmq::socket_type::xsub)) {
  clients_.bind(command_endpoint_);
  events_out_.bind(event_endpoint_);
  events_in_.connect(daemon_events);
  thread_ = std::thread([this] { run(); });
}

MessageRelay::~MessageRelay() {
  stopping_.store(true);
  thread_.join();
}

void MessageRelay::run() {
  while (!stopping_.load()) {
    carry_commands();
    carry_answers();
    carry_subscriptions();
    carry_events();
    std::vector<zmq::pollitem_t> items{{clients_.handle(), 0, ZMQ_POLLIN, 0},
                                       {events_out_.handle(), 0, ZMQ_POLLIN, 0},
                                       {events_in_.handle(), 0, ZMQ_POLLIN, 0}};
    for (auto& [client, route] : routes_) items.push_back({route.socket.handle(), 0, ZMQ_POLLIN, 0});
    zmq::poll(items, std::chrono::milliseconds{1});
  }
}

MessageRelay::Route& MessageRelay::route(const std::string& client) {
  const auto found = routes_.find(client);
  if (found != routes_.end()) return found->second;
  Route& fresh = routes_[client];
  fresh.socket = new_socket(context_, zmq::socket_type::dealer);
  fresh.socket.connect(daemon_commands_);
  return fresh;
}

void MessageRelay::carry_commands() {
  for (Frames frames = receive(clients_); !frames.empty(); frames = receive(clients_)) {
    Route& way = route(frames.front().to_string());
    frames.erase(frames.begin());
    hold(way.there, std::move(frames));
  }
  for (auto& [client, way] : routes_) release(way.there, way.socket);
}

void MessageRelay::carry_answers() {
  for (auto& [client, way] : routes_) {
    for (Frames frames = receive(way.socket); !frames.empty(); frames = receive(way.socket)) {
      frames.insert(frames.begin(), zmq::message_t(client));
      hold(way.back, std::move(frames));
    }
    release(way.back, clients_);
  }
}

// Subscriptions are part of the connection and not of what it carries: they always pass.
void MessageRelay::carry_subscriptions() {
  for (Frames frames = receive(events_out_); !frames.empty(); frames = receive(events_out_)) {
    send(events_in_, std::move(frames));
  }
}

void MessageRelay::carry_events() {
  for (Frames frames = receive(events_in_); !frames.empty(); frames = receive(events_in_)) {
    hold(events_, std::move(frames));
  }
  release(events_, events_out_);
}

void MessageRelay::hold(Lane& lane, Frames frames) {
  if (cut_.load() || std::uniform_real_distribution<>(0, 1)(random_) < weather_.loss) {
    ++lost_;
    return;
  }
  const bool late = std::uniform_int_distribution<>(0, 9)(random_) == 0;
  const auto delay =
      late
          ? std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>(0, weather_.longest.count())(random_)}
          : std::chrono::milliseconds{0};
  lane.last = std::max(lane.last, Clock::now() + delay);
  lane.waiting.push_back({lane.last, std::move(frames)});
}

void MessageRelay::release(Lane& lane, zmq::socket_t& to) {
  const auto now = Clock::now();
  auto next = lane.waiting.begin();
  for (; next != lane.waiting.end() && next->due <= now; ++next) send(to, std::move(next->frames));
  lane.waiting.erase(lane.waiting.begin(), next);
}

}  // namespace scene
