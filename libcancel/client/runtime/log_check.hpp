#pragma once

#include <optional>

#include "follow/following.hpp"
#include "rpc/exchanges.hpp"

namespace cancel::client {

// Whether a daemon that was connected to has the log that is followed. Until that is known nothing else is sent to it:
// another log has to be told first of what runs here, or it refuses what hangs under that.
//
//     connected ──► ask, hold ──► the same log ─────────────────────────► release
//                                └► another one ──► the follower says so ─┘
//
// Holds for no longer than it was told. Nothing here waits. Not thread-safe: the I/O thread's.
class LogCheck {
 public:
  LogCheck(Exchanges& exchanges, const Following& log, Millis longest)
      : exchanges_(exchanges), log_(log), longest_(longest) {}

  // A connection was made.
  void begin();
  // The follower has noticed that the log is another one, and what was to be done about that is done.
  void note_change();

  void step();
  WaitPoint due() const { return held_until_; }

 private:
  void see(const ExchangeOutcome& outcome);
  void release();

  Exchanges& exchanges_;
  const Following& log_;
  const Millis longest_;
  std::optional<RequestNumber> asked_;
  Position position_ = 0;  // up to here the log was followed when the connection was made
  WaitPoint held_until_ = WaitPoint::max();
};

}  // namespace cancel::client
