#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/events.hpp"
#include "cancel/domain/statistics.hpp"
#include "cancel/domain/views.hpp"

namespace cancel {

// The world failed under the log. `outcome` says what is known of the append that threw it; for a read it means nothing.
class LogError : public std::runtime_error {
 public:
  LogError(const std::string& what, StorageOutcome outcome) : std::runtime_error(what), outcome_(outcome) {}
  StorageOutcome outcome() const { return outcome_; }

 private:
  StorageOutcome outcome_;
};

// The log's content is not what it must be: a hole, an event that does not decode. what() names the first fault.
class LogDamaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One append: events, and the projection's rows of all tokens that they changed.
struct Batch {
  Position expected_head = 0;  // at which head it was decided; its events are numbered from there
  std::span<const Event> events;
  std::span<const TokenView> tokens;
};

enum class Appended {
  durable,
  moved_on,  // somebody else has written: read after expected_head, evolve, decide again; nothing was written
};

// The append-only log of events, in the order in which they happened, with a projection of every token's present state.
//
// Nothing above this interface may assume that the log is a local file or that nobody else writes it.
// Not thread-safe: one thread owns an EventLog.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // The log's identity: another id is another log, whatever its positions.
  virtual std::string id() const = 0;
  // What stores it, in one word: "sqlite", "memory".
  virtual std::string backend() const = 0;

  // The position of the last event, 0 in an empty log.
  virtual Position head() const = 0;
  // The first position that a reader may ask for; 1 unless retention has removed events.
  virtual Position first() const = 0;

  // Appends `batch` as one unit: after a crash either all of it is in the log or none. Durable when it returns.
  // Throws LogError; then the log takes nothing until recover() has returned, and after outcome `unknown` only
  // recover() tells whether the batch is there. Cost: one fdatasync.
  virtual Appended append(const Batch& batch) = 0;

  // After a LogError: closes, opens again and looks; head() is the truth from then on. Tries that the log can be written.
  // Throws LogError while it can not; then reads still work where the medium lets them.
  virtual void recover() = 0;

  // Up to `limit` events with position > `after`, in order; the ones that retention has left. Throws LogError, LogDamaged.
  virtual std::vector<Event> read_after(Position after, std::size_t limit) const = 0;

  // Looks at the next `look_at` events with position > `query.after`, and gives those of them that fit `query`, up to its
  // limit, in order. Throws as read_after(). What does not fit costs a fraction of what does.
  struct Found {
    std::vector<Event> events;
    Position looked_to = 0;  // the last position that was looked at; query.after where there is none behind it
    bool at_end = false;     // nothing stands behind it
  };
  virtual Found find_after(const ReadEvents& query, std::size_t look_at) const = 0;

  // All events of one token, in order; empty where it is unknown. Cost: proportional to their number.
  virtual std::vector<Event> read_token(const TokenName& token) const = 0;

  // The projection's rows with key > `after` that fit `filter`, in order of creation, up to `limit`.
  virtual std::vector<TokenView> list_tokens(TokenKey after, const TokenFilter& filter, std::size_t limit) const = 0;

  // Whether any token of the log, live or not, has this name. Cheap, above all where none has.
  virtual bool contains(const TokenName& token) const = 0;

  // Upkeep: brings what was written to its final place, keeps look-ups by name fast, gives space back that retention has
  // freed. Takes small steps, each of a few milliseconds, until `budget` is over or nothing is left to do; at least one
  // where there is one. Returns whether something is left. The owner calls it between its turns, idle or not: an idle
  // one until nothing is left, a busy one with no budget once a turn. One that never does loses speed and disk space,
  // no event. Throws LogError as append() does; then no event is in doubt, but the log takes nothing until recover(). Throws LogDamaged.
  virtual bool maintain(std::chrono::microseconds budget) = 0;

  // Removes the events of `tokens` (all of them: none of these tokens is needed any more) and their rows; first() becomes
  // `before` where that is higher, and positions stay as they are. `removed` is what all events that were ever removed have
  // counted, these included; it is kept beside the log. One durable step: callers keep `tokens` small and call it again.
  // Throws LogError.
  virtual void prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) = 0;
  // What the last prune() was given, empty where there was none.
  virtual Statistics removed() const = 0;
};

}  // namespace cancel
