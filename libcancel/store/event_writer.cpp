#include "event_writer.hpp"

#include "cancel/wire/event_codec.hpp"
#include "event_checksum.hpp"

namespace cancel {
namespace {

std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

EventWriter::EventWriter(Connection& connection)
    : insert_(
          connection,
          "INSERT INTO events (position, version, time, type, namespace, token, operation, data, previous, checksum) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      erase_(connection, "DELETE FROM events WHERE position = ?1") {}

void EventWriter::insert(const Event& event, Position previous) {
  const std::string data = encode_event_data(event);
  const EventRow row{event.position,    event.version,  event.time,         to_string(event.type()),
                     event.token.space, event.token.id, event.of_operation, data};
  insert_.bind(1, row.position).bind(2, row.version).bind(3, to_nanoseconds(row.time)).bind(4, row.type);
  insert_.bind(5, row.space).bind(6, unless_empty(row.token));
  insert_.bind(7, row.of_operation ? unless_empty(row.token) : std::nullopt);
  insert_.bind(8, row.data);
  insert_.bind(9, previous == 0 ? std::nullopt : std::optional(previous));
  insert_.bind(10, event_checksum(row, previous));
  insert_.run();
}

void EventWriter::erase(Position position) {
  erase_.bind(1, position).run();
}

}  // namespace cancel
