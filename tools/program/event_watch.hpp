#pragma once

#include <optional>
#include <string>

#include "cancel/client/event_follower.hpp"

namespace cancel::program {

// What becomes of the events that a program follows. Not thread-safe.
class EventTaker {
 public:
  virtual ~EventTaker() = default;

  // The next event. True: it was the last that is wanted.
  virtual bool take(const FollowedEvent& item) = 0;
  virtual bool take(const UnreadableEvent& item) = 0;

  // The daemon has answered: for the first time, or again. True: it is enough.
  virtual bool connected(const Connected&) { return false; }
  // Everything up to `head` was handed out.
  virtual void caught_up(Position) {}
  // What follows is of another log, from its first event.
  virtual void log_changed(const std::string&) {}
  // Nothing waits to be taken. Called again and again, several times a second.
  virtual void idle() {}
  // Something is about to be said on stderr: what was taken should be seen before that.
  virtual void before_notice() {}
};

struct WatchOptions {
  std::string program;      // for notices on stderr
  std::string endpoint;     // of the daemon, for the same
  bool until_head = false;  // ends where the log ended when the daemon first answered
  // How long the daemon may be away at the start; later absences are waited out. Empty: this one, too.
  std::optional<Millis> timeout{};
};

// Hands `follower`'s events to `taker` until it is enough, for ever where nothing says so, and tells on stderr what
// happens to the connection and the log. Throws Failure: no daemon at the start, or one that refuses; lets out what
// `taker` throws.
void watch_events(EventFollower& follower, EventTaker& taker, const WatchOptions& options);

// Where to begin so that the event at `from` is the first; 0 and 1 are both the beginning.
inline Position position_before(Position from) {
  return from == 0 ? 0 : from - 1;
}

}  // namespace cancel::program
