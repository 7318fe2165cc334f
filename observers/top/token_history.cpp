#include "top/token_history.hpp"

#include <chrono>
#include <stdexcept>

#include "cancel/store/log_reader.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "program/failure.hpp"

namespace cancel::top {

namespace {

using SteadyClock = std::chrono::steady_clock;

// How long the daemon may be asked for pages of its log.
constexpr Millis longest_reading{10'000};

// The result of `body`, or why there is none.
template <typename Reply>
std::optional<Reply> ask(DaemonCaller& daemon, const CommandBody& body, std::string& fault) {
  const CallResult result = daemon.call(body);
  if (std::holds_alternative<NoReply>(result)) {
    fault = "the daemon does not answer";
  } else if (const auto* error = std::get_if<RpcError>(&result)) {
    fault = program::describe(*error);
  } else if (auto decoded = decode_result<Reply>(std::get<RpcResult>(result).json)) {
    return std::move(decoded->reply);
  } else {
    fault = decoded.error().message;
  }
  return std::nullopt;
}

}  // namespace

TokenHistory::TokenHistory(DaemonCaller& daemon) : daemon_(daemon) {}
TokenHistory::~TokenHistory() = default;

HistoryAnswer TokenHistory::read(const HistoryWish& wish) {
  HistoryAnswer answer{wish.name, {}, {}};
  const auto daemon = ask<InfoReply>(daemon_, ReadInfo{}, answer.fault);
  if (!daemon) return answer;
  try {
    answer.events = read_file(wish, *daemon);
  } catch (const std::runtime_error&) {
    reader_.reset();
    read_daemon(wish, *daemon, answer);
  }
  return answer;
}

std::vector<Event> TokenHistory::read_file(const HistoryWish& wish, const InfoReply& daemon) {
  if (daemon.log.empty()) throw std::runtime_error("the daemon does not say where its log is");
  if (!reader_ || path_ != daemon.log || log_id_ != daemon.log_id) {
    reader_ = std::make_unique<LogReader>(daemon.log);
    path_ = daemon.log;
    log_id_ = reader_->id();
  }
  if (log_id_ != daemon.log_id) throw std::runtime_error("there is another log at " + path_);
  if (wish.last == 0) return reader_->read_token(wish.name);
  return reader_->read_token_back_from(wish.last);
}

void TokenHistory::read_daemon(const HistoryWish& wish, const InfoReply& daemon, HistoryAnswer& answer) {
  const auto until = SteadyClock::now() + longest_reading;
  ReadEvents page;
  page.after = daemon.first > 0 ? daemon.first - 1 : 0;
  page.token = TokenReference{wish.name.space, wish.name.id};
  while (page.after < daemon.head) {
    if (SteadyClock::now() >= until) {
      answer.fault = "the log is long, and its file can not be read here: events are missing at the end";
      return;
    }
    const auto events = ask<EventsReply>(daemon_, page, answer.fault);
    if (!events) return;
    answer.events.insert(answer.events.end(), events->events.begin(), events->events.end());
    if (events->next <= page.after) return;
    page.after = events->next;
  }
}

}  // namespace cancel::top
