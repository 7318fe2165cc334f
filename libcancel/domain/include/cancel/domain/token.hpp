#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cancel/domain/box.hpp"
#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// What is known of a cancellation once it was requested. The first request's reason, cause, requester and time stay.
struct CancellationRecord {
  std::optional<std::string> reason;
  Cause cause = Cause::user_requested;
  Mode mode = Mode::graceful;  // as of now
  std::optional<Millis> grace;
  std::optional<Millis> force;
  std::optional<std::string> requested_by;
  Position requested_position = 0;
  Timestamp requested_at{};
  std::optional<Timestamp> executed_at;
  std::optional<Timestamp> escalated_at;
  std::optional<Timestamp> completed_at;  // empty while something runs, or runs again
  std::optional<Outcome> completion_outcome;
  std::optional<std::int64_t> latency_sample;  // microseconds: what the statistics hold of it
};

// What is known of the operation that has this token for its own.
struct OperationRecord {
  Position started_position = 0;
  Timestamp started_at{};
  std::optional<std::string> tool;
  std::optional<RequestId> request_id;
  std::optional<std::string> session;
  std::optional<Millis> deadline;
  std::optional<Millis> grace;
  std::optional<Millis> force;
  bool running = true;
  bool executed = false;     // the owner has taken the cancellation up
  bool unconfirmed = false;  // its force time ran out while it was running
  std::optional<Outcome> outcome;
  std::optional<std::string> error;
};

// What runs under a token, that is under it or a descendant. Each is true or false of the whole, never a number, since a
// descendant may be reached by many paths.
struct Activity {
  bool busy = false;      // something runs
  bool untaken = false;   // something runs that has not taken a cancellation up
  bool awaiting = false;  // something runs whose stop does not count as unconfirmed
  bool operator==(const Activity&) const = default;
};

// A token's place among the others.
struct Family {
  std::vector<TokenName> parents;  // as its events name them, in that order
  std::vector<TokenKey> parent_keys;
  std::set<TokenKey> children;  // in order of creation
  // How many children have each flag of Activity.
  std::uint32_t busy_children = 0;
  std::uint32_t untaken_children = 0;
  std::uint32_t awaiting_children = 0;
};

// One token with everything that its own events say, and its place among the others. Kept small, a million are alive at
// once: what only some tokens have is in a Box.
//
//     create ──► active ──cancel──► requested ──executed──► executed ──finish──► completed
//                  │                    │  └─ grace over: escalated to force ─┘      ▲
//                  │ ttl                └── force time over ──► expired ── late ─────┘
//                  ▼                                         (unconfirmed)
//               expired            release, or a normal finish ──► released
struct Token {
  enum class Ending : std::uint8_t { none, expired, released };  // an end without a cancellation

  TokenKey key = 0;
  TokenName name;
  Version version = 0;
  Position position = 0;                // of its last event
  std::optional<Timestamp> created_at;  // empty while nothing but a remembered cancel is known
  std::optional<Millis> ttl;
  std::optional<Timestamp> expired_at;
  Timestamp idle_since{};   // the time-to-live counts from here
  Timestamp phase_since{};  // deadline, grace and force count from here
  Box<Labels> labels;       // its own and its operation's
  Box<Family> family;
  Box<CancellationRecord> cancellation;
  Box<OperationRecord> operation;
  Ending ending = Ending::none;
  bool unconfirmed = false;         // CancellationExpired since the last completion, and no start since
  bool expired_since_done = false;  // CancellationExpired since the last completion: the next one is late
  bool touched = false;

  const Labels& all_labels() const;
  const Family& kin() const;
  bool cancelled() const { return cancellation.has_value(); }
  bool ended() const { return ending != Ending::none; }  // and was never cancelled
  bool active() const { return !cancelled() && !ended(); }
  bool runs() const { return operation && operation->running; }  // its own operation
  Activity activity() const;
  bool busy() const { return activity().busy; }
  bool completed() const { return cancellation && cancellation->completed_at; }
  // Whether a cancel with force changes something: it is graceful, and something runs under it.
  bool can_escalate() const { return cancelled() && cancellation->mode == Mode::graceful && busy(); }
  // Nothing can happen under it any more by itself: it ended, or its cancellation is complete.
  bool settled() const { return !active() && !busy(); }
};

// What the table of states in the protocol says of this token now.
TokenState state_of(const Token& token);

}  // namespace cancel
