// NATS JetStream: publishes an event of canceld's size to a stream in files, and awaits its acknowledgement. That comes
// before the event is synced to the disk, so a power cut may lose what was acknowledged.
//
// It speaks the protocol itself, without a client library: that keeps the generator the same as for all other targets.

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "request_text.hpp"
#include "server.hpp"
#include "server_process.hpp"
#include "stream_socket.hpp"
#include "targets.hpp"
#include "temporary_folder.hpp"

namespace cancel::load {
namespace {

constexpr std::string_view line_end = "\r\n";

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view last_after(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

// A message that arrived: "MSG <subject> <subscription> <bytes>", and as many bytes.
struct Message {
  std::string_view subject;
  std::string_view payload;
  std::size_t length;  // of the whole
};

// One session whose replies come to subjects of its own: "<inbox>.<number of the request>".
class NatsSession {
 public:
  NatsSession(std::uint16_t port, std::string inbox) : socket_(port), inbox_(std::move(inbox)) {
    socket_.put("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + inbox_ + ".* 1\r\nPING\r\n");
    socket_.flush();
    while (!ready_) {
      socket_.wait();
      socket_.fill();
      next_message();
    }
  }

  void publish(std::string_view subject, std::uint64_t number, std::string_view payload) {
    header_.assign("PUB ").append(subject).append(" ").append(inbox_).append(".");
    append(number);
    header_.append(" ");
    append(payload.size());
    header_.append(line_end);
    socket_.put(header_);
    socket_.put(payload);
    socket_.put(line_end);
  }

  // The oldest message that has arrived whole; give it back to take() when it is done with.
  std::optional<Message> next_message() {
    while (true) {
      const std::string_view input = socket_.input();
      const std::size_t end = input.find(line_end);
      if (end == input.npos) return std::nullopt;
      const std::string_view line = input.substr(0, end);
      if (line.starts_with("MSG ")) return message(input, line);
      heed(line);
      socket_.use(end + line_end.size());
    }
  }
  void take(const Message& message) { socket_.use(message.length); }

  StreamSocket& socket() { return socket_; }
  const StreamSocket& socket() const { return socket_; }

 private:
  void append(std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    header_.append(digits, end);
  }

  static std::optional<Message> message(std::string_view input, std::string_view line) {
    const std::size_t bytes = number_in(last_after(line, ' '));
    const std::size_t begin = line.size() + line_end.size();
    const std::size_t length = begin + bytes + line_end.size();
    if (input.size() < length) return std::nullopt;
    const std::string_view subject = line.substr(4, line.find(' ', 4) - 4);
    return Message{subject, input.substr(begin, bytes), length};
  }

  // Lines without a message: INFO, PING, PONG, +OK, -ERR.
  void heed(std::string_view line) {
    if (line.starts_with("PING")) {
      socket_.put("PONG\r\n");
      socket_.flush();
    }
    if (line.starts_with("PONG")) ready_ = true;
    if (line.starts_with("-ERR")) throw std::runtime_error("nats: " + std::string(line));
  }

  StreamSocket socket_;
  std::string inbox_;
  std::string header_;
  bool ready_ = false;
};

class NatsConnection : public Connection {
 public:
  NatsConnection(std::uint16_t port, const std::string& inbox, EventText& text) : session_(port, inbox), text_(text) {}

  void send() override { session_.publish("events", asked_++, text_.next()); }
  void flush() override { session_.socket().flush(); }
  int descriptor() const override { return session_.socket().descriptor(); }

  Replies receive() override {
    session_.socket().fill();
    Replies replies;
    while (const auto message = session_.next_message()) {
      ++replies.done;
      if (!accept(*message)) ++replies.failed;
      session_.take(*message);
    }
    return replies;
  }

 private:
  bool accept(const Message& message) {
    const bool own = number_in(last_after(message.subject, '.')) == answered_++;
    if (own && message.payload.find("\"error\"") == std::string_view::npos) return true;
    if (!std::exchange(told_, true))
      std::fprintf(stderr, "load_bench: nats answered %.*s\n", static_cast<int>(message.payload.size()),
                   message.payload.data());
    return false;
  }

  NatsSession session_;
  EventText& text_;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  bool told_ = false;
};

class NatsGroup : public ConnectionGroup {
 public:
  NatsGroup(std::uint16_t port, std::size_t clients, std::uint64_t salt) : text_(salt) {
    for (std::size_t client = 0; client < clients; ++client)
      connections_.push_back(std::make_unique<NatsConnection>(port, inbox(salt, client), text_));
  }

 private:
  static std::string inbox(std::uint64_t salt, std::size_t client) {
    return "_INBOX." + std::to_string(salt) + "_" + std::to_string(client);
  }

  EventText text_;
};

ServerCommand command_for(const std::string& folder) {
  return {.arguments = {find_program("nats-server", "nats-server"), "--jetstream", "--store_dir", folder, "--addr",
                        "127.0.0.1", "--port", "-1", "--ports_file_dir", folder},
          .output = folder + "/output"};
}

// The server chooses a free port and writes {"nats":["nats://127.0.0.1:43210"]} into a file NAME.ports.
std::uint16_t port_told(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".ports") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string told = text.str();
    const std::size_t at = told.find("nats://");
    if (at != told.npos)
      return static_cast<std::uint16_t>(number_in(std::string_view(told).substr(told.find(':', at + 7) + 1)));
  }
  return 0;
}

class Nats : public Server {
 public:
  Nats() : process_(command_for(folder_.path())) {
    process_.wait_until([this] { return (port_ = port_told(folder_.path())) != 0; });
    process_.wait_until([this] { return makes_stream(); });
  }

 protected:
  std::unique_ptr<ConnectionGroup> connect(std::size_t clients) override {
    return std::make_unique<NatsGroup>(port_, clients, groups_++);
  }

  void describe(Report& report) const override {
    report.kind = "event";
    report.events_a_request = 1;
    report.note = "acknowledges before it syncs";
  }

 private:
  bool makes_stream() const {
    NatsSession session(port_, "_INBOX.setup");
    session.publish(
        "$JS.API.STREAM.CREATE.events", 0,
        R"({"name":"events","subjects":["events"],"storage":"file","retention":"limits","num_replicas":1})");
    session.socket().flush();
    std::optional<Message> answer;
    while (!(answer = session.next_message())) {
      session.socket().wait();
      session.socket().fill();
    }
    if (answer->payload.find("\"error\"") == std::string_view::npos) return true;
    throw std::runtime_error("nats: " + std::string(answer->payload));
  }

  TemporaryFolder folder_;
  ServerProcess process_;
  std::uint16_t port_ = 0;
  std::uint64_t groups_ = 0;
};

}  // namespace

std::unique_ptr<Target> make_nats(const LoadOptions& options) {
  choose_kind(options, "event");
  refuse_endpoint(options);
  return std::make_unique<Nats>();
}

}  // namespace cancel::load
