#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cancel/ports/clock.hpp"
#include "cancel/ports/command_channel.hpp"
#include "cancel/ports/event_log.hpp"
#include "cancel/ports/event_publisher.hpp"
#include "cancel/ports/id_source.hpp"
#include "cancel/ports/snapshot_store.hpp"
#include "cancel/service/options.hpp"

namespace cancel {

// The log failed, and can not even be read any more: what is true is not known here. Nothing that was acknowledged is lost;
// the process should end, and look again when it starts.
class LogLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What one turn did, for the program that logs it.
struct TurnReport {
  std::size_t commands = 0;                   // received
  std::vector<Event> published;               // durable since the last turn, in order
  std::vector<Error> refused;                 // answers that were errors
  std::optional<std::string> storage_failed;  // the log stopped taking events in this turn, and why
  bool storage_recovered = false;             // it takes them again
  std::optional<std::string> damage;          // found in the log while cleaning up, which goes no further
  std::optional<std::string> snapshot_failed; // why the last snapshot could not be written
  std::size_t archived = 0;                   // tokens that left memory
  std::size_t pruned = 0;                     // tokens that were removed from the log

  // Empties it, but for the memory that it has.
  void begin() {
    std::vector<Event> events = std::move(published);
    std::vector<Error> errors = std::move(refused);
    events.clear();
    errors.clear();
    *this = TurnReport{};
    published = std::move(events);
    refused = std::move(errors);
  }
};

// The cancellation service: takes commands, decides, appends, replies, publishes, and keeps the time.
//
// Pure but for its ports. Not thread-safe: one thread owns it and everything it was given, which must outlive it.
class Service {
 public:
  class Impl;

  Service(EventLog& log, SnapshotStore& snapshots, CommandChannel& channel, EventPublisher& publisher,
          const Clock& clock, IdSource& ids, ServiceOptions options);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Computes the state: from the last snapshot and the events after it, or from all events. `progress` is called now and
  // then with the position reached. Returns how many events were read. Throws LogError, LogDamaged.
  std::uint64_t recover(const std::function<void(Position)>& progress = {});

  // One turn: fires what is due, takes all waiting commands, decides each, appends their events as one, replies, publishes.
  // Never blocks but for the append. Does not throw for anything that a client sends; throws LogLost. What it returns is
  // there until the next turn.
  const TurnReport& turn();

  // On which moment of the clock the next turn is due even when no command comes.
  Moment next_due() const;

  // Before the end: answers those who still wait, with an error that says why, and makes a snapshot where that saves time
  // at the next start. Call after the last turn().
  void close();

  std::size_t tokens_in_memory() const;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
