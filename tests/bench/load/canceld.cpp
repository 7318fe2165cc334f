// canceld: creates, or cancels of tokens that were created before. Each cancel of a token under which nothing runs
// makes two events, CancellationRequested and CancellationCompleted.

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include <zmq.hpp>

#include "daemon_process.hpp"
#include "request_text.hpp"
#include "server.hpp"
#include "targets.hpp"
#include "zmq_connection.hpp"

namespace cancel::load {
namespace {

// A JSON-RPC request whose id and token change in place.
class CommandText {
 public:
  CommandText(std::string_view method, std::string_view more_params) {
    text_ = R"({"jsonrpc":"2.0","id":)";
    id_at_ = text_.size();
    text_ += std::string(id_length, '0') + R"(,"method":")" + std::string(method) + R"(","params":{"id":")";
    token_at_ = text_.size();
    text_ += std::string(TokenNames::length, '0') + '"' + std::string(more_params) + "}}";
  }

  // Ids have ten digits, the first of them a 1, so that all have the same length.
  static constexpr std::size_t id_length = 10;
  static constexpr std::uint64_t first_id = 1'000'000'000;

  const std::string& with(std::uint64_t id, const TokenNames& names, std::uint64_t token) {
    put_decimal(text_.data() + id_at_, id_length, first_id + id % first_id);
    names.put(text_.data() + token_at_, token);
    return text_;
  }

 private:
  std::string text_;
  std::size_t id_at_;
  std::size_t token_at_;
};

// What the connections of one thread share: tokens are numbered as they are created, and cancelled in that order.
struct Tokens {
  explicit Tokens(std::uint64_t salt) : names(salt) {}

  TokenNames names;
  std::uint64_t created = 0;
  std::uint64_t cancelled = 0;
  bool creating = true;
  CommandText create{"cancellation/create", ""};
  CommandText cancel{"cancellation/cancel", R"(,"reason":"user asked")"};
};

class CommandConnection : public ZmqConnection {
 public:
  CommandConnection(zmq::context_t& context, const std::string& endpoint, Tokens& tokens)
      : ZmqConnection(context, endpoint), tokens_(tokens) {}

 protected:
  const std::string& next_request() override {
    const std::uint64_t id = asked_++;
    if (tokens_.creating) return tokens_.create.with(id, tokens_.names, tokens_.created++);
    return tokens_.cancel.with(id, tokens_.names, tokens_.cancelled++);
  }

  // An error is told, the first of each connection.
  bool accept(const zmq::message_t& reply) override {
    put_decimal(expected_.data() + expected_.size() - CommandText::id_length, CommandText::id_length,
                CommandText::first_id + answered_++ % CommandText::first_id);
    const std::string_view text = reply.to_string_view();
    if (text.find(expected_) != text.npos && text.find(R"("result")") != text.npos) return true;
    if (!std::exchange(told_, true))
      std::fprintf(stderr, "load_bench: canceld answered %.*s\n", static_cast<int>(text.size()), text.data());
    return false;
  }

 private:
  Tokens& tokens_;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  std::string expected_ = R"("id":)" + std::string(CommandText::id_length, '0');
  bool told_ = false;
};

class CommandGroup : public ConnectionGroup {
 public:
  CommandGroup(zmq::context_t& context, const std::string& endpoint, std::size_t clients, std::uint64_t salt,
               bool cancels)
      : tokens_(salt), cancels_(cancels) {
    tokens_.creating = !cancels;
    for (std::size_t client = 0; client < clients; ++client)
      connections_.push_back(std::make_unique<CommandConnection>(context, endpoint, tokens_));
  }

  std::size_t available() const override { return cancels_ ? tokens_.created - tokens_.cancelled : unlimited; }
  void prepare(bool preparing) override { tokens_.creating = preparing || !cancels_; }

 private:
  Tokens tokens_;
  bool cancels_;
};

class Canceld : public Server {
 public:
  explicit Canceld(const LoadOptions& options)
      : kind_(choose_kind(options, "create cancel")),
        endpoint_(options.endpoint),
        context_(static_cast<int>(options.threads)) {
    context_.set(zmq::ctxopt::max_sockets, static_cast<int>(options.clients) + 16);
    if (!endpoint_.empty()) return;
    if (std::getenv("CANCELD") == nullptr) throw Unavailable("CANCELD is not set: it names the daemon to start");
    daemon_.emplace().start();
    endpoint_ = daemon_->command_endpoint();
  }

 protected:
  std::unique_ptr<ConnectionGroup> connect(std::size_t clients) override {
    return std::make_unique<CommandGroup>(context_, endpoint_, clients, groups_++, kind_ == "cancel");
  }

  void describe(Report& report) const override {
    report.kind = kind_;
    report.events_a_request = kind_ == "cancel" ? 2 : 1;
  }

 private:
  std::string kind_;
  std::string endpoint_;
  std::optional<DaemonProcess> daemon_;
  zmq::context_t context_;
  std::uint64_t groups_ = 0;
};

}  // namespace

std::unique_ptr<Target> make_canceld(const LoadOptions& options) {
  return std::make_unique<Canceld>(options);
}

}  // namespace cancel::load
