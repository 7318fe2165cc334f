#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <zmq.hpp>

#include "cancel/client/connection_options.hpp"
#include "cancel/wire/event_codec.hpp"
#include "follow/topics.hpp"
#include "rpc/connection_monitor.hpp"

namespace cancel::client {

// An event as it was published; whether it is one is for the reader to see.
struct PublishedEvent {
  std::string topic;
  std::string json;
};

// A connection was made or lost: what was published meanwhile did not arrive, and who publishes now may be another.
struct ConnectionChanged {
  bool made = false;
};

// Something arrived that nobody should have published.
struct Garbage {};

using StreamItem = std::variant<PublishedEvent, Heartbeat, ConnectionChanged, Garbage>;

// What a daemon publishes, as it comes: with losses, and with everything that was under way when a connection broke.
// Nothing here waits. Not thread-safe.
class EventStream {
 public:
  // Holds up to `queue` messages that nobody has fetched yet; more are lost. Throws BadEndpoint.
  EventStream(zmq::context_t& context, std::string endpoint, Topics topics, int queue,
              const ConnectionOptions& options);
  ~EventStream();

  // The next thing that happened. A ConnectionChanged comes before everything that arrived after it.
  std::optional<StreamItem> try_receive();
  // The same of the connection alone: published messages stay where they are.
  std::optional<ConnectionChanged> try_receive_change();

  // Throws away what has not been fetched, and connects anew.
  void reopen();

  // For waiting until try_receive(), or try_receive_change(), has something.
  zmq::pollitem_t message_receivable() { return {socket_.handle(), 0, ZMQ_POLLIN, 0}; }
  zmq::pollitem_t change_receivable() { return monitor_->receivable(); }

 private:
  zmq::context_t& context_;
  std::string endpoint_;
  Topics topics_;
  int queue_;
  ConnectionOptions options_;
  zmq::socket_t socket_;
  std::unique_ptr<ConnectionMonitor> monitor_;
};

}  // namespace cancel::client
