#include "event_reader.hpp"

#include <algorithm>

#include "cancel/ports/event_log.hpp"
#include "cancel/wire/event_codec.hpp"
#include "event_checksum.hpp"

#define EVENT_COLUMNS "position, version, time, type, namespace, token, operation, data, previous, checksum "

namespace cancel {
namespace {

enum Column { position, version, time, type, space, token, operation, data, previous, checksum };

[[noreturn]] void damaged(Position at, const std::string& what) {
  throw LogDamaged("event " + std::to_string(at) + ": " + what);
}

EventRow row_of(const Statement& row) {
  if (!row.is_integer(time)) damaged(row.natural(position), "its time is not a number");
  return {row.natural(position),   row.natural(version), from_nanoseconds(row.integer(time)),
          row.text(type),          row.text(space),      row.text(token),
          !row.is_null(operation), row.text(data)};
}

// A row without a checksum was put in by hand.
void require_checksum(const Statement& row, const EventRow& event) {
  if (row.is_null(checksum)) return;
  if (row.integer(checksum) != event_checksum(event, row.natural(previous))) {
    damaged(event.position, "its content does not fit its checksum");
  }
}

void require_backward(Position at, Position before) {
  if (before >= at) damaged(at, "its previous event is not an earlier one");
}

StoredEvent decode(const Statement& row, const EventRow& event) {
  require_checksum(row, event);
  require_backward(event.position, row.natural(previous));
  auto decoded = decode_event_row(event);
  if (!decoded) throw LogDamaged("event at " + decoded.error().message);
  return {std::move(*decoded), row.natural(previous)};
}

}  // namespace

EventReader::EventReader(Connection& connection)
    : last_(connection, "SELECT max(position) FROM events"),
      read_after_(connection, "SELECT " EVENT_COLUMNS "FROM events WHERE position > ?1 ORDER BY position"),
      read_(connection, "SELECT " EVENT_COLUMNS "FROM events WHERE position = ?1"),
      previous_(connection, "SELECT previous FROM events WHERE position = ?1") {}

Position EventReader::last() {
  const Reset reset(last_);
  return last_.step() ? last_.natural(0) : 0;
}

void EventReader::read_after(Position after, Position first, const std::function<bool(StoredEvent)>& take) {
  const auto all = [](const EventRow&) { return true; };
  look_after(after, first, all, [&](Position, auto stored) { return take(*std::move(stored)); });
}

void EventReader::look_after(Position after, Position first, const Wants& wants, const Look& take) {
  const Reset reset(read_after_);
  read_after_.bind(1, after);
  for (Position next = std::max(after + 1, first); read_after_.step();) {
    const EventRow row = row_of(read_after_);
    auto stored = wants(row) ? std::optional(decode(read_after_, row)) : std::nullopt;
    if (row.position >= first) {
      if (row.position != next) damaged(next, "it is missing");
      ++next;
    }
    if (!take(row.position, std::move(stored))) return;
  }
}

std::optional<StoredEvent> EventReader::read(Position at) {
  const Reset reset(read_);
  read_.bind(1, at);
  if (!read_.step()) return std::nullopt;
  return decode(read_, row_of(read_));
}

std::vector<Event> EventReader::read_chain(Position last) {
  std::vector<Event> events;
  for (Position at = last; at != 0;) {
    auto stored = read(at);
    if (!stored) damaged(at, "it is missing");
    at = stored->previous;
    events.push_back(std::move(stored->event));
  }
  std::reverse(events.begin(), events.end());
  return events;
}

std::vector<Position> EventReader::chain(Position last) {
  std::vector<Position> positions;
  for (Position at = last; at != 0;) {
    const Reset reset(previous_);
    previous_.bind(1, at);
    if (!previous_.step()) damaged(at, "it is missing");
    positions.push_back(at);
    const Position before = previous_.natural(0);
    require_backward(at, before);
    at = before;
  }
  return positions;
}

}  // namespace cancel
