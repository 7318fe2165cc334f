#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cancel/domain/events.hpp"
#include "cancel/wire/event_codec.hpp"
#include "statement.hpp"

namespace cancel {

// An event together with what only the log's file knows of it.
struct StoredEvent {
  Event event;
  Position previous = 0;  // the position of the same token's previous event, 0 where there is none
};

// Reads rows of `events` and checks each one. Must not outlive its connection.
// Throws SqliteError, and LogDamaged for a row that is not what was written.
class EventReader {
 public:
  explicit EventReader(Connection& connection);

  // The position of the last row, 0 where there is none.
  Position last();

  // Hands out the events with position > `after`, in order, until `take` returns false. A hole is LogDamaged; below
  // `first` there may be holes, which retention has left.
  void read_after(Position after, Position first, const std::function<bool(StoredEvent)>& take);

  // The same, of rows of which most are not wanted: those are not decoded and not checked, only that they are there.
  using Wants = std::function<bool(const EventRow&)>;
  using Look = std::function<bool(Position, std::optional<StoredEvent>)>;
  void look_after(Position after, Position first, const Wants& wants, const Look& take);

  // Empty where there is no such row.
  std::optional<StoredEvent> read(Position position);

  // One token's events in order, found by walking back from its last. Cost: their number.
  std::vector<Event> read_chain(Position last);
  // Their positions, last one first; the rows are not decoded.
  std::vector<Position> chain(Position last);

 private:
  Statement last_;
  Statement read_after_;
  Statement read_;
  Statement previous_;
};

}  // namespace cancel
