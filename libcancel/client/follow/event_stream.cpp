#include "follow/event_stream.hpp"

#include <utility>

#include "rpc/socket_settings.hpp"

namespace cancel::client {

namespace {

StreamItem interpret(LastFrames frames) {
  if (frames.count != 2) return Garbage{};
  if (frames.before != heartbeat_topic) return PublishedEvent{std::move(frames.before), std::move(frames.last)};
  auto heartbeat = decode_heartbeat(frames.last);
  if (!heartbeat) return Garbage{};
  return *std::move(heartbeat);
}

}  // namespace

EventStream::EventStream(zmq::context_t& context, std::string endpoint, Topics topics, int queue,
                         const ConnectionOptions& options)
    : context_(context), endpoint_(std::move(endpoint)), topics_(std::move(topics)), queue_(queue), options_(options) {
  reopen();
}

EventStream::~EventStream() = default;

void EventStream::reopen() {
  monitor_.reset();
  socket_ = zmq::socket_t(context_, zmq::socket_type::sub);
  apply(options_, socket_);
  // A full queue keeps signs of life from being read, too. libzmq would count the connection as dead, make a new one
  // and abort() when the queue is read from: https://github.com/zeromq/libzmq/issues/3937. Following notices silence
  // itself.
  socket_.set(zmq::sockopt::heartbeat_ivl, 0);
  socket_.set(zmq::sockopt::sndhwm, 0);  // subscriptions wait in this queue; beyond its limit they would vanish
  socket_.set(zmq::sockopt::rcvhwm, queue_);
  for (const std::string& prefix : topics_.prefixes) socket_.set(zmq::sockopt::subscribe, prefix);
  monitor_ = std::make_unique<ConnectionMonitor>(context_, socket_);
  connect(socket_, endpoint_);
}

std::optional<ConnectionChanged> EventStream::try_receive_change() {
  (void)socket_.get(zmq::sockopt::events);  // a new connection gets its subscriptions only when the socket is used
  const auto change = monitor_->next();
  if (!change) return std::nullopt;
  return ConnectionChanged{*change == ConnectionMonitor::Change::made};
}

std::optional<StreamItem> EventStream::try_receive() {
  LastFrames frames = try_receive_frames(socket_);
  // Asked after the message was taken: had it come over a new connection, the change would show now. It is dropped
  // then, since it can not be told on which side of the change it was published.
  if (const auto change = try_receive_change()) return *change;
  if (frames.count == 0) return std::nullopt;
  return interpret(std::move(frames));
}

}  // namespace cancel::client
