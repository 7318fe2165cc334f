#pragma once

#include <string>
#include <variant>

#include "cancel/client/rpc_result.hpp"
#include "cancel/domain/events.hpp"

// What an EventFollower hands out, in this order of time.

namespace cancel {

// The next event. `json` is the event as the daemon wrote it, on one line.
struct FollowedEvent {
  Event event;
  std::string json;
};

// The next event, of a kind or form that this program does not know: a newer daemon wrote it.
struct UnreadableEvent {
  Position position = 0;
  std::string json;
  std::string fault;
};

// The daemon answers: for the first time, or after a Disconnected.
struct Connected {
  std::string log_id;
  Position head = 0;
};

// The daemon does not answer. The follower keeps trying; nothing is lost meanwhile.
struct Disconnected {
  std::string fault;
};

// Everything up to `head` was handed out. Said once after Connected, LogChanged and Pruned each.
struct CaughtUp {
  Position head = 0;
};

// The daemon has another log now, or an older state of it. Everything that follows is of that log, from its beginning.
struct LogChanged {
  std::string log_id;
};

// The events before `first` were removed from the log before they could be read. What follows begins there.
struct Pruned {
  Position first = 0;
};

// The daemon will not let us read: error.message says why. The follower tries again, but it hardly helps.
struct Refused {
  RpcError error;
};

using FollowedItem =
    std::variant<FollowedEvent, UnreadableEvent, Connected, Disconnected, CaughtUp, LogChanged, Pruned, Refused>;

}  // namespace cancel
