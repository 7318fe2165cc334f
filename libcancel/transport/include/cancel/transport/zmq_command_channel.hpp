#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "cancel/domain/policy.hpp"
#include "cancel/ports/command_channel.hpp"
#include "cancel/transport/endpoint_guard.hpp"

namespace cancel {

struct CommandChannelOptions {
  RequestLimits limits;  // a frame above message_bytes drops its sender's connection

  // Kept for each client until they are received; a client that sends more has to wait. 0: no limit.
  int waiting_requests = 10'000;
  // Kept for each client that does not read; what comes after is dropped. 0: no limit.
  int waiting_replies = 1'000'000;
  // How long the last replies may take to leave, after the channel has gone.
  std::chrono::milliseconds linger{1'000};
};

// Commands on a ROUTER socket: JSON-RPC 2.0 in the last frame of a message, and a reply that repeats all frames before
// it.
//
// The replies to a batch go back as one array, when the last of them is there. Clients may be REQ (also with
// ZMQ_REQ_CORRELATE), DEALER or ROUTER sockets; two clients that set the same ZMQ_ROUTING_ID disturb each other.
// Not thread-safe.
class ZmqCommandChannel final : public CommandChannel {
 public:
  // Binds; `context` must outlive it. Throws EndpointInUse, EndpointError.
  ZmqCommandChannel(zmq::context_t& context, EndpointGuard guard, const CommandChannelOptions& options = {});
  ~ZmqCommandChannel() override;

  // A message is never split: a batch may pass `most` by its requests. Once it has returned fewer than `most`, nothing
  // more was waiting.
  void receive(std::size_t most, std::vector<ReceivedCommand>& commands) override;
  using CommandChannel::receive;

  // A process without memory ends.
  void reply(Ticket ticket, Reply reply) noexcept override;

  // How many commands were received and not answered.
  std::size_t pending() const;

  // How many replies found their client gone, or with too many unread ones.
  std::uint64_t dropped_replies() const;

  // Where clients connect: with its port, where any was asked for.
  const std::string& endpoint() const;

  // For zmq::poll(), which tells when receive() has something. Its file descriptor alone does not: a reply may use up
  // the sign that a command has come.
  zmq::socket_ref socket() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
