#include "cancel/transport/zmq_command_channel.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "bind.hpp"
#include "frame.hpp"
#include "pending_messages.hpp"

namespace cancel {
namespace {

using transport::Envelope;
using transport::More;

// What the frames before the last may take altogether, with what each costs besides its bytes. They are kept until the
// reply goes out, so they have to be bounded; no client needs more than a few.
constexpr std::size_t least_envelope_bytes = 65'536;
constexpr std::size_t frame_cost = sizeof(zmq::message_t);

DecodedMessage refused_envelope() {
  Error error{ErrorCode::invalid_request, "the frames before the request are too many or too large"};
  DecodedMessage message;
  message.items.push_back({"null", std::move(error)});
  return message;
}

std::string_view view(const zmq::message_t& frame) {
  return {frame.data<char>(), frame.size()};
}

}  // namespace

class ZmqCommandChannel::Impl {
 public:
  Impl(zmq::context_t& context, EndpointGuard guard, const CommandChannelOptions& options);

  // Receives one message and appends its commands; false where none is waiting.
  bool receive_message(std::vector<ReceivedCommand>& commands);
  void reply(Ticket ticket, const Reply& reply);

  std::size_t pending() const { return pending_.size(); }
  std::uint64_t dropped_replies() const { return dropped_replies_; }
  const std::string& endpoint() const { return endpoint_; }
  zmq::socket_ref socket() { return socket_; }

 private:
  void set_options(const CommandChannelOptions& options);
  bool receive_frames();
  bool keep_frame();
  bool send(transport::ReplyMessage& message);

  EndpointGuard guard_;  // outlives the socket
  RequestLimits limits_;
  transport::PendingMessages pending_;
  std::uint64_t dropped_replies_ = 0;

  // The message that is being received.
  Envelope envelope_;
  zmq::message_t last_frame_;
  std::size_t envelope_bytes_ = 0;
  bool envelope_too_large_ = false;

  zmq::socket_t socket_;
  std::string endpoint_;
};

ZmqCommandChannel::Impl::Impl(zmq::context_t& context, EndpointGuard guard, const CommandChannelOptions& options)
    : guard_(std::move(guard)),
      limits_(options.limits),
      pending_(ReplyLimits{options.limits.message_bytes}),
      socket_(context, zmq::socket_type::router) {
  set_options(options);
  endpoint_ = transport::bind(socket_, guard_);
}

void ZmqCommandChannel::Impl::set_options(const CommandChannelOptions& options) {
  socket_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(options.limits.message_bytes));
  socket_.set(zmq::sockopt::sndhwm, options.waiting_replies);
  socket_.set(zmq::sockopt::rcvhwm, options.waiting_requests);
  socket_.set(zmq::sockopt::router_mandatory, true);  // or a reply that can't be sent would not be noticed
  socket_.set(zmq::sockopt::linger, static_cast<int>(options.linger.count()));
}

bool ZmqCommandChannel::Impl::receive_message(std::vector<ReceivedCommand>& commands) {
  if (!receive_frames()) return false;
  DecodedMessage message = envelope_too_large_ ? refused_envelope() : decode_message(view(last_frame_), limits_);
  pending_.add(envelope_, std::move(message), commands);
  return true;
}

// libzmq hands a message out when all of it is there, so only its first frame can be missing.
bool ZmqCommandChannel::Impl::receive_frames() {
  envelope_.clear();
  envelope_bytes_ = 0;
  envelope_too_large_ = false;
  while (transport::receive_frame(socket_, last_frame_)) {
    if (!last_frame_.more()) return true;
    envelope_too_large_ = !keep_frame() || envelope_too_large_;
  }
  return false;
}

bool ZmqCommandChannel::Impl::keep_frame() {
  envelope_bytes_ += last_frame_.size() + frame_cost;
  if (envelope_bytes_ > std::max(limits_.message_bytes, least_envelope_bytes)) return false;
  envelope_.push_back(std::move(last_frame_));
  return true;
}

void ZmqCommandChannel::Impl::reply(Ticket ticket, const Reply& reply) {
  transport::ReplyMessage* message = pending_.answer(ticket, reply);
  if (message != nullptr && !send(*message)) ++dropped_replies_;
}

bool ZmqCommandChannel::Impl::send(transport::ReplyMessage& message) {
  for (zmq::message_t& frame : message.envelope) {
    if (!transport::send_frame(socket_, frame, More::yes)) return false;
  }
  zmq::message_t last = transport::make_frame(std::move(message.payload));
  return transport::send_frame(socket_, last, More::no);
}

ZmqCommandChannel::ZmqCommandChannel(zmq::context_t& context, EndpointGuard guard, const CommandChannelOptions& options)
    : impl_(std::make_unique<Impl>(context, std::move(guard), options)) {}

ZmqCommandChannel::~ZmqCommandChannel() = default;

void ZmqCommandChannel::receive(std::size_t most, std::vector<ReceivedCommand>& commands) {
  const std::size_t end = commands.size() + most;
  while (commands.size() < end && impl_->receive_message(commands)) {
  }
}

void ZmqCommandChannel::reply(Ticket ticket, Reply reply) noexcept {
  impl_->reply(ticket, reply);
}

std::size_t ZmqCommandChannel::pending() const {
  return impl_->pending();
}

std::uint64_t ZmqCommandChannel::dropped_replies() const {
  return impl_->dropped_replies();
}

const std::string& ZmqCommandChannel::endpoint() const {
  return impl_->endpoint();
}

zmq::socket_ref ZmqCommandChannel::socket() const {
  return impl_->socket();
}

}  // namespace cancel
