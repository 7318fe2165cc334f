#pragma once

#include <cstdint>
#include <unordered_set>

#include "cancel/domain/state.hpp"
#include "cancel/ports/clock.hpp"
#include "cancel/ports/event_log.hpp"
#include "cancel/ports/snapshot_store.hpp"

namespace cancel {

// Makes snapshots of a state that goes on meanwhile, a millisecond at a time.
//
//     resting ──► tokens ──► commands ──► changes ──► resting
//                 in order of creation    what changed behind it, again and again, until all that is left is put at once
//
// Where a turn changes more than a step puts, there would be no end: after so many tokens the last step takes all that is
// left, however long it is. Not thread-safe. Works between turns, when all of the state is durable.
class Snapshotter {
 public:
  // A snapshot is due when the log has grown by `every` events since the last one, and by as many as there were tokens
  // then, so that snapshots cost a small share of what appends cost. 0: never.
  Snapshotter(SnapshotStore& store, const Clock& clock, std::uint64_t every)
      : store_(store), clock_(clock), every_(every) {}

  // The state that was made from the complete snapshot, and what has to be read after it; empty where there is none.
  std::optional<State> load(const EventLog& log, std::size_t remembered_commands);

  // The state was built anew, from a snapshot of `tokens` tokens at `position` (0: none): one that is being made is dropped.
  void rest(Position position, std::uint64_t tokens);

  // Whether step() has something to do.
  bool busy(const State& state) const;
  // Does a part of the work, about a millisecond of it.
  void step(const State& state, const EventLog& log);
  // Makes one at once, if the log has grown by `least` events. Cost: the whole state.
  void finish(const State& state, const EventLog& log, std::uint64_t least);

  // The log begins at `first` now. A snapshot from before that is of no use any more, so the next one is due.
  void pruned(Position first) { passed_ = passed_ || (last_ > 0 && first > last_); }

  // Why the last one could not be written, told once.
  std::optional<std::string> take_failure() { return store_.take_failure(); }

  // A token changed or came back; one left memory.
  void changed(TokenKey token);
  void removed(TokenKey token);

 private:
  enum class Phase { resting, tokens, commands, changes };
  class Budget;

  bool due(const State& state) const;
  void begin(const State& state);
  void advance(const State& state, const EventLog& log, Budget& budget);
  void put_tokens(const State& state, Budget& budget);
  void put_commands(const State& state, Budget& budget);
  void put_changes(const State& state, Budget& budget);
  void complete(const State& state, const EventLog& log);

  SnapshotStore& store_;
  const Clock& clock_;
  const std::uint64_t every_;
  Phase phase_ = Phase::resting;
  Position last_ = 0;    // where the last one stands
  bool passed_ = false;  // the log begins behind it
  std::uint64_t tokens_then_ = 0;
  TokenKey put_up_to_ = 0;
  std::uint64_t next_command_ = 0;
  std::unordered_set<TokenKey> changed_;  // since they were put
  std::uint64_t put_ = 0;                 // tokens and commands, in this snapshot
};

}  // namespace cancel
