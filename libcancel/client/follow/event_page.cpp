#include "follow/event_page.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

#include "cancel/domain/errors.hpp"
#include "cancel/wire/event_codec.hpp"
#include "rpc/json_slices.hpp"

namespace cancel::client {

namespace {

constexpr std::uint64_t known_protocol = 1;

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_text(Writer& writer, const char* key, std::string_view text) {
  writer.Key(key);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_filter(Writer& writer, const EventFilter& filter) {
  if (filter.space) write_text(writer, "namespace", *filter.space);
  if (filter.token) write_text(writer, "token", *filter.token);
  if (filter.types.empty()) return;
  writer.Key("types");
  writer.StartArray();
  for (const EventType type : filter.types) writer.String(std::string(to_string(type)).c_str());
  writer.EndArray();
}

std::optional<std::vector<ReadEvent>> read_events(std::string_view array, Position after, Position next) {
  const auto items = slice_array(array);
  if (!items) return std::nullopt;
  std::vector<ReadEvent> events;
  events.reserve(items->size());
  for (const std::string_view item : *items) {
    auto event = read_event(std::string(item));
    if (!event || position_of(*event) <= after || position_of(*event) > next) return std::nullopt;
    after = position_of(*event);
    events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace

std::optional<ReadEvent> read_event(std::string json) {
  auto event = decode_event(json);
  if (event) return FollowedEvent{*std::move(event), std::move(json)};
  const auto members = slice_object(json);
  const auto position = members ? number_of(*members, "position") : std::nullopt;
  if (!position || *position == 0) return std::nullopt;
  return UnreadableEvent{*position, std::move(json), event.error().message};
}

Position position_of(const ReadEvent& event) {
  const auto* followed = std::get_if<FollowedEvent>(&event);
  return followed != nullptr ? followed->event.position : std::get<UnreadableEvent>(event).position;
}

std::string page_request(Position after, std::size_t limit, const EventFilter& filter) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  writer.Key("after");
  writer.Uint64(after);
  writer.Key("limit");
  writer.Uint64(limit);
  write_filter(writer, filter);
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::optional<EventPage> decode_page(std::string_view json, Position after) {
  const auto page = slice_object(json);
  if (!page) return std::nullopt;
  auto log_id = text_of(*page, "logId");
  const auto head = number_of(*page, "head");
  const auto next = number_of(*page, "next");
  const auto events = value_of(*page, "events");
  if (!log_id || !head || !next || *next > *head || !events) return std::nullopt;
  auto read = read_events(*events, after, *next);
  if (!read) return std::nullopt;
  return EventPage{*std::move(log_id), *head, *std::move(read), *next};
}

std::optional<LogHead> decode_log_head(std::string_view json) {
  const auto info = slice_object(json);
  if (!info) return std::nullopt;
  auto log_id = text_of(*info, "logId");
  const auto head = number_of(*info, "head");
  if (!log_id || !head) return std::nullopt;
  if (number_of(*info, "protocolVersion").value_or(known_protocol) != known_protocol) return std::nullopt;
  return LogHead{*std::move(log_id), *head};
}

std::optional<Position> first_left(const RpcError& error) {
  if (error.code != static_cast<int>(ErrorCode::position_pruned)) return std::nullopt;
  const auto data = slice_object(error.data);
  const auto first = data ? number_of(*data, "first") : std::nullopt;
  return first && *first > 0 ? first : std::nullopt;
}

}  // namespace cancel::client
