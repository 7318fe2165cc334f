#pragma once

#include <chrono>
#include <string>
#include <zmq.hpp>

#include "cancel/ports/event_publisher.hpp"
#include "cancel/transport/endpoint_guard.hpp"

namespace cancel {

struct EventPublisherOptions {
  // Kept for each subscriber that does not read; what comes after is lost to it. 0: no limit. libzmq notices only about
  // every millisecond what has been read, so a few hundred would be too few for those who do read.
  int waiting_messages = 100'000;
  // How long the last messages may take to leave, after the publisher has gone.
  std::chrono::milliseconds linger{1'000};
};

// Publishes events on a PUB socket, as two frames: the topic, and the JSON.
//
// A subscriber that does not read loses the newest messages, and nobody else notices. Not thread-safe.
class ZmqEventPublisher final : public EventPublisher {
 public:
  // Binds; `context` must outlive it. Throws EndpointInUse, EndpointError.
  ZmqEventPublisher(zmq::context_t& context, EndpointGuard guard, const EventPublisherOptions& options = {});

  // Neither blocks nor throws; a process without memory ends.
  void publish(const Event& event) noexcept override;
  void heartbeat(const std::string& log_id, Position head, Timestamp time) noexcept override;

  // Where subscribers connect: with its port, where any was asked for.
  const std::string& endpoint() const { return endpoint_; }

 private:
  void send();  // topic_ and json_

  EndpointGuard guard_;  // outlives the socket
  zmq::socket_t socket_;
  std::string endpoint_;
  std::string topic_;  // of the message that is being sent, like json_; they keep their memory
  std::string json_;
};

}  // namespace cancel
