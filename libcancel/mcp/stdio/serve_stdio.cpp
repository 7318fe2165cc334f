#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "cancel/mcp/stdio.hpp"
#include "stdio/end_watch.hpp"
#include "stdio/line_reader.hpp"
#include "stdio/output_guard.hpp"
#include "stdio/stdio_channel.hpp"

namespace cancel::mcp {

namespace {

constexpr Millis last_words_within{500};  // for what is written, and for what canceld is told, at the end

std::string too_long_message(std::size_t limit) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").key("error").begin_object();  // no id: it was not read
  json.member("code", code::invalid_request);
  json.member("message", "the message is longer than " + std::to_string(limit) + " bytes").end_object().end_object();
  return json.take().text();
}

enum class End { of_input, of_output, by_signal, with_parent, failed };

CancellationWish wish_for(End end) {
  CancellationWish wish;
  wish.cause = Cause::client_disconnected;
  wish.requested_by = "stdio";
  if (end == End::of_input) wish.reason = "the client closed its end of stdin";
  if (end == End::of_output) wish.reason = "the client does not read stdout any more";
  if (end == End::with_parent) wish.reason = "the process that started this server has ended";
  if (end == End::failed) wish.reason = "stdin can not be read";
  if (end == End::by_signal) {
    wish.cause = Cause::server_shutdown;
    wish.reason = "the server was told to stop by a signal";
  }
  return wish;
}

// Hands over lines until there are no more, or until something else says that this is the end.
class Reading {
 public:
  Reading(const StdioOptions& options, Session& session, const std::shared_ptr<StdioChannel>& channel, EndWatch& watch)
      : options_(options), session_(session), channel_(channel), watch_(watch), lines_(options.max_message) {}

  End run() {
    while (true) {
      const EndWatch::Event event = watch_.wait(options_.input);
      if (event.end == EndWatch::Why::signal) return End::by_signal;
      if (event.end == EndWatch::Why::requested) return End::of_output;
      // What the parent wrote before it died is not looked at: nobody is there for the answers.
      if (event.end == EndWatch::Why::parent_died) return End::with_parent;
      if (event.readable && !read_some()) return end_;
    }
  }

 private:
  bool read_some() {
    const ssize_t count = ::read(options_.input, buffer_.data(), buffer_.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (count < 0) {
      end_ = End::failed;
      return false;
    }
    if (count == 0) {
      lines_.finish([this](std::string_view line) { session_.receive(line, channel_); });
      end_ = End::of_input;
      return false;
    }
    lines_.add(
        {buffer_.data(), static_cast<std::size_t>(count)},
        [this](std::string_view line) { session_.receive(line, channel_); },
        [this] { channel_->send(MessageKind::response, too_long_message(options_.max_message)); });
    return true;
  }

  const StdioOptions& options_;
  Session& session_;
  const std::shared_ptr<StdioChannel> channel_;
  EndWatch& watch_;
  LineReader lines_;
  End end_ = End::of_input;
  std::array<char, 65'536> buffer_{};
};

}  // namespace

int serve_stdio(Server& server, StdioOptions options) {
  const auto watch = std::make_shared<EndWatch>(options.handle_signals, options.end_with_parent);
  const OutputGuard guard(options.output);
  // The session may keep it for longer than this function runs, for handlers that have not stopped; signals are caught
  // no longer than that.
  const auto channel =
      std::make_shared<StdioChannel>(guard.descriptor(), options.max_unread, [weak = std::weak_ptr<EndWatch>(watch)] {
        if (const auto alive = weak.lock()) alive->request();
      });
  SessionOptions session_options;
  session_options.transport = "stdio";
  const auto session = server.open(std::move(session_options), channel);

  const End end = Reading(options, *session, channel, *watch).run();
  const CancellationWish wish = wish_for(end);
  // A client that is still there gets an answer to each call before this process ends; others hear nothing.
  if (end != End::by_signal) session->close(wish);
  server.stop(options.stop_within, *wish.reason);
  if (end == End::by_signal) {
    channel->flush(last_words_within);
    session->close(wish);
  }
  channel->close();
  return end == End::failed ? 1 : 0;
}

void serve_stdio_and_exit(Server& server, StdioOptions options) {
  const int code = serve_stdio(server, options);
  Client* client = server.options().client;
  // Without a connection there is nobody to tell: the lease tells the daemon.
  if (client != nullptr && client->standing().connected && client->flush(last_words_within)) client->close();
  std::_Exit(code);
}

}  // namespace cancel::mcp
