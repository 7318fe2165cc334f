// Bare ZeroMQ: what canceld's own sockets allow at best. `echo` is a ROUTER in another process that sends 150 bytes
// back; `event` a publisher there whose messages of 256 bytes each subscriber takes.

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string>

#include <zmq.hpp>

#include "forked_process.hpp"
#include "interruption.hpp"
#include "server.hpp"
#include "steady_now.hpp"
#include "targets.hpp"
#include "temporary_folder.hpp"
#include "zmq_connection.hpp"

namespace cancel::load {
namespace {

constexpr std::size_t request_bytes = 150;
constexpr std::size_t event_bytes = 256;

void echo(const std::string& endpoint) {
  zmq::context_t context;
  zmq::socket_t socket(context, zmq::socket_type::router);
  socket.set(zmq::sockopt::sndhwm, 0);
  socket.set(zmq::sockopt::rcvhwm, 0);
  socket.bind(endpoint);
  zmq::message_t frame;
  for (;;) {
    static_cast<void>(socket.recv(frame));
    const bool more = frame.more();
    socket.send(frame, more ? zmq::send_flags::sndmore : zmq::send_flags::none);
  }
}

class EchoConnection : public ZmqConnection {
 public:
  using ZmqConnection::ZmqConnection;

 protected:
  const std::string& next_request() override { return request_; }
  bool accept(const zmq::message_t& reply) override { return reply.size() == request_bytes; }

 private:
  std::string request_ = std::string(request_bytes, 'x');
};

class EchoGroup : public ConnectionGroup {
 public:
  EchoGroup(zmq::context_t& context, const std::string& endpoint, std::size_t clients) {
    for (std::size_t client = 0; client < clients; ++client)
      connections_.push_back(std::make_unique<EchoConnection>(context, endpoint));
  }
};

class ZeromqEcho : public Server {
 public:
  explicit ZeromqEcho(const LoadOptions& options)
      : endpoint_("ipc://" + folder_.path() + "/echo"),
        other_([this] { echo(endpoint_); }),
        context_(static_cast<int>(options.threads)) {
    context_.set(zmq::ctxopt::max_sockets, static_cast<int>(options.clients) + 16);
  }

 protected:
  std::unique_ptr<ConnectionGroup> connect(std::size_t clients) override {
    return std::make_unique<EchoGroup>(context_, endpoint_, clients);
  }
  void describe(Report& report) const override { report.kind = "echo"; }

 private:
  TemporaryFolder folder_;
  std::string endpoint_;
  ForkedProcess other_;
  zmq::context_t context_;
};

// Waits for its slowest subscriber instead of dropping, so that what arrives is what can be sent. Begins when all have
// subscribed; each message begins with the time.
void publish(const std::string& endpoint, std::size_t subscribers) {
  zmq::context_t context;
  zmq::socket_t socket(context, zmq::socket_type::xpub);
  socket.set(zmq::sockopt::xpub_nodrop, true);
  socket.set(zmq::sockopt::xpub_verbose, 1);
  socket.bind(endpoint);
  zmq::message_t subscription;
  for (std::size_t count = 0; count < subscribers; ++count) static_cast<void>(socket.recv(subscription));
  std::array<char, event_bytes> event{};
  for (;;) {
    const std::int64_t now = steady_now();
    std::memcpy(event.data(), &now, sizeof now);
    socket.send(zmq::buffer(event), zmq::send_flags::none);
  }
}

class ZeromqEvents : public Target {
 public:
  explicit ZeromqEvents(const LoadOptions& options)
      : endpoint_("ipc://" + folder_.path() + "/events"),
        other_([this, &options] { publish(endpoint_, options.clients); }) {
    context_.set(zmq::ctxopt::max_sockets, static_cast<int>(options.clients) + 16);
    for (std::size_t client = 0; client < options.clients; ++client) {
      zmq::socket_t& socket = sockets_.emplace_back(context_, zmq::socket_type::sub);
      socket.set(zmq::sockopt::linger, 0);
      socket.set(zmq::sockopt::subscribe, "");
      socket.connect(endpoint_);
      polled_.push_back({socket.handle(), 0, ZMQ_POLLIN, 0});
    }
  }

  Report run(const LoadOptions& options) override {
    Report ignored;
    take(options.warm_up, ignored);
    Report report;
    report.target = options.target;
    report.kind = "event";
    report.clients = options.clients;
    report.note = "messages of all subscribers; the publisher waits for the slowest, latency is that of full queues";
    take(options.seconds, report);
    report.rate = static_cast<double>(report.done) / report.seconds;
    return report;
  }

 private:
  static constexpr std::size_t most_at_once = 256;

  void take(double seconds, Report& report) {
    const std::int64_t begun = steady_now();
    while (report.seconds < seconds && interruption() == 0) {
      if (zmq::poll(polled_.data(), polled_.size(), std::chrono::milliseconds(10'000)) == 0)
        throw std::runtime_error("the publisher has been silent for 10 s");
      for (std::size_t index = 0; index < polled_.size(); ++index)
        if (polled_[index].revents != 0) take_from(sockets_[index], report);
      report.seconds = static_cast<double>(steady_now() - begun) / 1e9;
    }
  }

  // The clock is read once for all that were waiting. A receive that finds nothing empties the message.
  void take_from(zmq::socket_t& socket, Report& report) {
    std::size_t taken = 0;
    std::int64_t sent = 0;
    for (; taken < most_at_once && socket.recv(event_, zmq::recv_flags::dontwait); ++taken) {
      if (event_.size() != event_bytes) throw std::runtime_error("the publisher sent something else");
      std::memcpy(&sent, event_.data(), sizeof sent);
    }
    if (taken == 0) return;
    report.latency.add(steady_now() - sent, taken);
    report.done += taken;
  }

  TemporaryFolder folder_;
  std::string endpoint_;
  ForkedProcess other_;
  zmq::context_t context_;
  std::deque<zmq::socket_t> sockets_;
  std::vector<zmq::pollitem_t> polled_;
  zmq::message_t event_;
};

}  // namespace

std::unique_ptr<Target> make_zeromq(const LoadOptions& options) {
  refuse_endpoint(options);
  if (choose_kind(options, "echo event") == "echo") return std::make_unique<ZeromqEcho>(options);
  if (options.rate > 0) throw WrongUsage("--rate: subscribers send nothing");
  return std::make_unique<ZeromqEvents>(options);
}

}  // namespace cancel::load
