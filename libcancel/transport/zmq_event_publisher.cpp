#include "cancel/transport/zmq_event_publisher.hpp"

#include <utility>

#include "bind.hpp"
#include "cancel/wire/event_codec.hpp"
#include "frame.hpp"

namespace cancel {
namespace {

// The largest message that a subscriber may send. The longest topic has about 220 bytes, so a larger subscription can't
// match anything.
constexpr std::int64_t largest_subscription = 16'384;

}  // namespace

ZmqEventPublisher::ZmqEventPublisher(zmq::context_t& context, EndpointGuard guard, const EventPublisherOptions& options)
    : guard_(std::move(guard)), socket_(context, zmq::socket_type::pub) {
  socket_.set(zmq::sockopt::sndhwm, options.waiting_messages);
  socket_.set(zmq::sockopt::rcvhwm, 0);  // or only the first thousand of a client's subscriptions would be taken
  socket_.set(zmq::sockopt::maxmsgsize, largest_subscription);
  socket_.set(zmq::sockopt::linger, static_cast<int>(options.linger.count()));
  endpoint_ = transport::bind(socket_, guard_);
}

void ZmqEventPublisher::publish(const Event& event) noexcept {
  topic_.clear();
  append_topic(topic_, event);
  json_.clear();
  append_event(json_, event);
  send();
}

void ZmqEventPublisher::heartbeat(const std::string& log_id, Position head, Timestamp time) noexcept {
  topic_ = heartbeat_topic;
  json_ = encode_heartbeat(log_id, head, time);
  send();
}

void ZmqEventPublisher::send() {
  zmq::message_t first = transport::make_frame(std::move(topic_));
  zmq::message_t second = transport::make_frame(std::move(json_));
  if (transport::send_frame(socket_, first, transport::More::yes)) {
    transport::send_frame(socket_, second, transport::More::no);
  }
}

}  // namespace cancel
