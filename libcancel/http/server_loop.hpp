#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "cancel/http/server.hpp"
#include "connection.hpp"
#include "event.hpp"
#include "listener.hpp"
#include "mailbox.hpp"

namespace cancel::http {

// What runs on the server's thread: accepts peers, owns their connections, and sends what the mailbox brings.
//
// Made on one thread, then run by another, which alone may touch it; stop() and connections() are thread-safe.
class ServerLoop {
 public:
  ServerLoop(ServerOptions options, Handler handler, std::vector<Descriptor> listeners);
  ~ServerLoop();
  ServerLoop(const ServerLoop&) = delete;
  ServerLoop& operator=(const ServerLoop&) = delete;

  // Until stop(). All connections are closed when it returns.
  void run();
  void stop() { mailbox_->request_stop(); }
  std::size_t connections() const noexcept { return count_.load(std::memory_order_relaxed); }
  bool on_own_thread() const noexcept { return mailbox_->owned_by_this_thread(); }

  // For connections.
  const ServerOptions& options() const noexcept { return options_; }
  RequestLimits limits() const noexcept;
  event_base& base() const noexcept { return *base_; }
  std::span<char> read_buffer() noexcept { return *read_buffer_; }
  std::shared_ptr<ResponseChannel> make_channel(Connection& connection, ResponseChannel::Peer peer);
  void handle(Request request, const std::shared_ptr<ResponseChannel>& channel);
  // Runs `action` of a connection as a callback of the loop: what it throws ends that connection alone.
  void run(Connection& connection, const std::function<void()>& action);
  // The connection is closed: it is destroyed when the callback that runs now is over.
  void bury(Connection& connection);

 private:
  using ReadBuffer = std::array<char, std::size_t{64} * 1024>;

  void accept_some(const Descriptor& listener);
  void welcome(Accepted accepted);
  void pause_accepting();
  void resume_accepting();
  void deliver();
  void settle();
  void close_all();

  const ServerOptions options_;
  const Handler handler_;
  std::vector<Descriptor> listeners_;
  const std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
  const std::unique_ptr<ReadBuffer> read_buffer_ = std::make_unique<ReadBuffer>();
  const EventBase base_;
  std::atomic<std::size_t> count_{0};
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Connection>> buried_;
  std::list<Event> acceptable_;
  Event mail_;
  Event accept_again_;
};

}  // namespace cancel::http
