#include "program/event_watch.hpp"

#include <algorithm>
#include <chrono>

#include "program/failure.hpp"
#include "text/duration.hpp"

namespace cancel::program {

namespace {

using Clock = std::chrono::steady_clock;

// Waiting is done in slices, so that a taker notices what happens elsewhere, not only when the next event comes.
constexpr Millis slice{200};

class EventWatch {
 public:
  EventWatch(EventFollower& follower, EventTaker& taker, const WatchOptions& options)
      : follower_(follower), taker_(taker), options_(options), begun_(Clock::now()) {}

  void run() {
    while (!done_) {
      auto item = follower_.next(Millis{0});
      if (!item) {
        taker_.idle();
        item = follower_.next(std::min(slice, patience_left()));
      }
      if (item) std::visit([this](const auto& content) { see(content); }, *item);
      if (patience_left() <= Millis{0}) throw no_daemon();
    }
  }

 private:
  Failure no_daemon() const {
    return {ExitCode::no_daemon,
            "no daemon at " + options_.endpoint + " has answered within " + text::duration_text(*options_.timeout)};
  }

  // How long the daemon may still be away.
  Millis patience_left() const {
    if (contact_ || !options_.timeout) return slice;
    return *options_.timeout - std::chrono::floor<Millis>(Clock::now() - begun_);
  }

  void notice(const std::string& sentence) {
    taker_.before_notice();
    complain(options_.program, sentence);
  }

  void see(const FollowedEvent& item) { taken(taker_.take(item), item.event.position); }
  void see(const UnreadableEvent& item) { taken(taker_.take(item), item.position); }

  void taken(bool enough, Position position) {
    if (enough || (options_.until_head && head_ && position >= *head_)) done_ = true;
  }

  void see(const Connected& item) {
    if (contact_) {
      notice("the daemon is back");
    } else {
      head_ = item.head;
    }
    const bool first = !contact_;
    contact_ = true;
    if (taker_.connected(item) && first) done_ = true;
  }

  void see(const Disconnected& item) {
    if (contact_) return notice(item.fault + "; waiting for the daemon to come back");
    if (!options_.timeout) notice("there is no daemon yet (" + item.fault + "); waiting for it to come");
  }

  void see(const CaughtUp& item) {
    taker_.caught_up(item.head);
    if (options_.until_head) done_ = true;
  }

  void see(const LogChanged& item) {
    head_.reset();
    notice("the daemon has another log now (" + item.log_id + "); its events follow from the first one");
    taker_.log_changed(item.log_id);
  }

  void see(const Pruned& item) {
    notice("the events before position " + std::to_string(item.first) + " were removed from the log");
  }

  void see(const Refused& item) { throw Failure(ExitCode::refused, describe(item.error)); }

  EventFollower& follower_;
  EventTaker& taker_;
  const WatchOptions& options_;
  const Clock::time_point begun_;
  bool contact_ = false;
  bool done_ = false;
  std::optional<Position> head_;  // of the log, when the daemon first answered
};

}  // namespace

void watch_events(EventFollower& follower, EventTaker& taker, const WatchOptions& options) {
  EventWatch(follower, taker, options).run();
}

}  // namespace cancel::program
