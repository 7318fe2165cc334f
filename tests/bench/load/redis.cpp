// Redis: XADD of an event of canceld's size to one stream, acknowledged after fsync (`appendfsync always`), through a
// unix socket.

#include <hiredis/hiredis.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <utility>

#include "request_text.hpp"
#include "server.hpp"
#include "server_process.hpp"
#include "targets.hpp"
#include "temporary_folder.hpp"

namespace cancel::load {
namespace {

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
};
using Context = std::unique_ptr<redisContext, Free>;

// One XADD whose event changes in place.
class AppendText {
 public:
  explicit AppendText(std::uint64_t salt) : event_(salt) {
    const std::string& event = event_.next();
    text_ = "*5\r\n$4\r\nXADD\r\n$6\r\nevents\r\n$1\r\n*\r\n$5\r\nevent\r\n$" + std::to_string(event.size()) + "\r\n";
    event_at_ = text_.size();
    text_ += event + "\r\n";
  }

  const std::string& next() {
    const std::string& event = event_.next();
    text_.replace(event_at_, event.size(), event);
    return text_;
  }

 private:
  EventText event_;
  std::string text_;
  std::size_t event_at_;
};

class RedisConnection : public Connection {
 public:
  RedisConnection(const std::string& socket, AppendText& text)
      : context_(redisConnectUnixNonBlock(socket.c_str())), text_(text) {
    check(context_ && context_->err == 0);
    context_->reader->fn = nullptr;  // replies are then their type alone, without an object
  }

  void send() override {
    const std::string& text = text_.next();
    check(redisAppendFormattedCommand(context_.get(), text.data(), text.size()) == REDIS_OK);
  }

  void flush() override {
    int all = 0;
    check(redisBufferWrite(context_.get(), &all) == REDIS_OK);
  }

  Replies receive() override {
    check(redisBufferRead(context_.get()) == REDIS_OK);
    Replies replies;
    void* reply = nullptr;
    while (redisReaderGetReply(context_->reader, &reply) == REDIS_OK && reply != nullptr) {
      ++replies.done;
      if (reinterpret_cast<std::uintptr_t>(reply) != REDIS_REPLY_STRING) ++replies.failed;
    }
    check(context_->reader->err == 0);
    return replies;
  }

  int descriptor() const override { return context_->fd; }

 private:
  void check(bool good) const {
    if (!good) throw std::runtime_error(std::string("redis: ") + (context_ ? context_->errstr : "no memory"));
  }

  Context context_;
  AppendText& text_;
};

class RedisGroup : public ConnectionGroup {
 public:
  RedisGroup(const std::string& socket, std::size_t clients, std::uint64_t salt) : text_(salt) {
    for (std::size_t client = 0; client < clients; ++client)
      connections_.push_back(std::make_unique<RedisConnection>(socket, text_));
  }

 private:
  AppendText text_;
};

ServerCommand command_for(const std::string& folder, const std::string& socket) {
  return {
      .arguments = {find_program("redis-server", "redis-server"), "--port", "0", "--unixsocket", socket, "--dir",
                    folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxclients", "10100"},
      .output = folder + "/output"};
}

bool answers(const std::string& socket) {
  const Context context(redisConnectUnix(socket.c_str()));
  if (!context || context->err != 0) return false;
  auto* const reply = static_cast<redisReply*>(redisCommand(context.get(), "PING"));
  const bool good = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
  freeReplyObject(reply);
  return good;
}

class Redis : public Server {
 public:
  Redis() : socket_(folder_.path() + "/socket"), process_(command_for(folder_.path(), socket_)) {
    process_.wait_until([this] { return answers(socket_); });
  }

 protected:
  std::unique_ptr<ConnectionGroup> connect(std::size_t clients) override {
    return std::make_unique<RedisGroup>(socket_, clients, groups_++);
  }

  void describe(Report& report) const override {
    report.kind = "event";
    report.events_a_request = 1;
  }

 private:
  TemporaryFolder folder_;
  std::string socket_;
  ServerProcess process_;
  std::uint64_t groups_ = 0;
};

}  // namespace

std::unique_ptr<Target> make_redis(const LoadOptions& options) {
  choose_kind(options, "event");
  refuse_endpoint(options);
  return std::make_unique<Redis>();
}

}  // namespace cancel::load
