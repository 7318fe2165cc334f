#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/domain/state.hpp"
#include "cancel/ports/clock.hpp"
#include "cancel/ports/event_log.hpp"
#include "cancel/service/options.hpp"

namespace cancel {

// Removes from the log what nothing needs any more: what is older than the retention time, and what somebody asks for.
//
// A pass looks at all tokens that began below a position, in order of creation. A token goes with all its events or
// stays as it is. It goes when it has ended, all its events stand below the position, and nobody needs it:
//
//   - nothing lives below it: it is out of memory, or may leave it;
//   - no command id that is still remembered has caused one of its events: a repetition is answered from them;
//   - no live token above it counts its time-to-live: that counts from the end of what last ran under it.
//
// Events of sessions stay, and so does the last event of all: it says where the numbers go on.
//
// Works in small steps, between turns, when all of the state is durable. What is under way ends with the process. Not
// thread-safe.
class LogPruner {
 public:
  // Takes a token out of memory that may leave it, and returns its parents.
  using Forget = std::function<std::vector<TokenKey>(TokenKey)>;

  LogPruner(const ServiceOptions& options, const Clock& clock) : options_(options), clock_(clock) {}

  // Begins what the retention time asks for at `now`, unless something is under way. Throws LogError, LogDamaged.
  void retain(const EventLog& log, Timestamp now);

  // Somebody wants everything below `before`, at most the head, to go: begins that, or has what is under way go on
  // until there. Tells how far it is; that it is done once, to who asks soon. Whoever asks later begins anew.
  PruneReply want(Position before, const EventLog& log);

  // Drops what is under way.
  void give_up() { pass_.reset(); }

  // When the next step is due; empty while nothing is under way.
  std::optional<Moment> next() const;

  // One step, of about two milliseconds and one append to the log. `beside_load`: the next one leaves room for
  // commands. Returns how many tokens were removed. Throws LogError, LogDamaged; then the step can be taken again.
  std::size_t step(const State& state, EventLog& log, const Forget& forget, bool beside_load);

 private:
  struct Pass {
    Position before = 0;          // events below go
    bool wanted = false;          // somebody asked
    TokenKey after = 0;           // tokens up to here were looked at
    std::vector<TokenKey> again;  // those among them that were only kept by what has left since
    std::uint64_t removed_events = 0;
  };
  struct Finished {
    Pass pass;
    Moment forgotten_at;
  };
  class Step;

  const ServiceOptions& options_;
  const Clock& clock_;
  std::optional<Pass> pass_;
  std::optional<Finished> finished_;
  Moment next_{};
};

}  // namespace cancel
