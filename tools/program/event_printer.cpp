#include "program/event_printer.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "program/failure.hpp"
#include "text/duration.hpp"
#include "text/event_line.hpp"
#include "text/visible.hpp"

namespace cancel::program {

namespace {

using Clock = std::chrono::steady_clock;

// Waiting is done in slices, so that a reader who has gone is noticed, not only when the next event comes.
constexpr Millis slice{200};

class EventPrinter {
 public:
  EventPrinter(EventFollower& follower, text::Output& output, const PrintOptions& options)
      : follower_(follower), output_(output), options_(options) {}

  void run() {
    const auto until = Clock::now() + options_.timeout;
    while (!done_) {
      auto item = follower_.next(Millis{0});
      if (!item) {
        output_.flush();
        output_.check_reader();
        item = follower_.next(contact_ ? slice : std::min(slice, std::chrono::ceil<Millis>(until - Clock::now())));
      }
      if (item) std::visit([this](const auto& content) { print(content); }, *item);
      if (!contact_ && Clock::now() >= until) throw no_daemon();
    }
    output_.flush();
  }

 private:
  Failure no_daemon() const {
    return {ExitCode::no_daemon, "no daemon has answered within " + text::duration_text(options_.timeout)};
  }

  void notice(const std::string& sentence) {
    output_.flush();
    complain(options_.program, sentence);
  }

  void print(const FollowedEvent& item) {
    line(options_.json ? item.json : text::event_line(item.event, options_.palette));
    if (options_.enough && options_.enough(&item.event)) done_ = true;
    reached(item.event.position);
  }

  void print(const UnreadableEvent& item) {
    line(options_.json ? item.json : text::visible(item.json));
    reached(item.position);
  }

  void line(const std::string& content) { output_.write(content + "\n"); }

  void reached(Position position) {
    if (options_.until_head && head_ && position >= *head_) done_ = true;
  }

  void print(const Connected& item) {
    if (contact_) return notice("the daemon is back");
    contact_ = true;
    head_ = item.head;
    if (options_.enough && options_.enough(nullptr)) done_ = true;
  }

  void print(const Disconnected& item) {
    if (contact_) notice(item.fault + "; waiting for the daemon to come back");
  }

  void print(const CaughtUp&) {
    if (options_.until_head) done_ = true;
  }

  void print(const LogChanged& item) {
    head_.reset();
    notice("the daemon has another log now (" + item.log_id + "); its events follow from the first one");
  }

  void print(const Pruned& item) {
    notice("the events before position " + std::to_string(item.first) + " were removed from the log");
  }

  void print(const Refused& item) { throw Failure(ExitCode::refused, describe(item.error)); }

  EventFollower& follower_;
  text::Output& output_;
  const PrintOptions& options_;
  bool contact_ = false;
  bool done_ = false;
  std::optional<Position> head_;  // of the log, when the daemon first answered
};

}  // namespace

void print_events(EventFollower& follower, text::Output& output, const PrintOptions& options) {
  EventPrinter(follower, output, options).run();
}

}  // namespace cancel::program
