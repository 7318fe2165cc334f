#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/errors.hpp"
#include "cancel/domain/events.hpp"

// Events as JSON: in the log, on the event socket, and back. Thread-safe.
//
// Decoding never throws and never recurses, whatever it is given. Fields that are absent or null take the default of
// their type in events.hpp and unknown fields are ignored, so that logs of older and newer versions are readable; a
// field of a wrong type or a word that is not in its list is an error whose message names it ("data.cause: …").
//
// Encoding is one pass. Each append_…() writes the same text behind what `text` holds, in its memory: for those who
// encode one event after the other.

namespace cancel {

// The event as it is published and read: {"position":…,"version":…,"type":…,"time":…,"namespace":…,…,"data":{…}}.
std::string encode_event(const Event& event);
void append_event(std::string& text, const Event& event);

// The same for those who have its `data` already, as encode_event_data() wrote it: only the rest is written anew.
void append_event(std::string& text, const Event& event, std::string_view data);

// The `data` object of an event alone, as the log stores it.
std::string encode_event_data(const Event& event);
void append_event_data(std::string& text, const Event& event);

// The inverse of encode_event(): also what a client does with a received message or with events/read.
Result<Event> decode_event(std::string_view json);

// What an event's `data` object holds.
struct DecodedEventData {
  EventData data;
  std::optional<std::string> command_id;
  std::optional<std::string> occurred_at;
};

// The inverse of encode_event_data().
Result<DecodedEventData> decode_event_data(EventType type, std::string_view json);

// One row of the log as it is stored. The views need to live during the call only.
struct EventRow {
  Position position = 0;
  Version version = 0;
  Timestamp time{};
  std::string_view type;   // the name, "TokenCreated"
  std::string_view space;  // the namespace
  std::string_view token;  // empty for the events of sessions
  bool of_operation = false;
  std::string_view data;  // JSON
};

// The message of an error begins with the row's position.
Result<Event> decode_event_row(const EventRow& row);

// The first frame of a published event: "<namespace> <token> <Type>", with "$session" for an event of no token.
std::string topic_of(const Event& event);
void append_topic(std::string& text, const Event& event);

inline constexpr std::string_view heartbeat_topic = "$heartbeat";
inline constexpr std::string_view session_topic = "$session";

// "I have published everything up to `head`."
struct Heartbeat {
  std::string log_id;
  Position head = 0;
  Timestamp time{};
  bool operator==(const Heartbeat&) const = default;
};

std::string encode_heartbeat(std::string_view log_id, Position head, Timestamp time);
Result<Heartbeat> decode_heartbeat(std::string_view json);

}  // namespace cancel
