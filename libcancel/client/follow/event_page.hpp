#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cancel/client/event_filter.hpp"
#include "cancel/client/followed_item.hpp"

namespace cancel::client {

// An event, as far as it could be read.
using ReadEvent = std::variant<FollowedEvent, UnreadableEvent>;

// Empty where there is not even a position.
std::optional<ReadEvent> read_event(std::string json);
Position position_of(const ReadEvent& event);

// The parameters of events/read.
std::string page_request(Position after, std::size_t limit, const EventFilter& filter);

// The result of events/read.
struct EventPage {
  std::string log_id;
  Position head = 0;
  std::vector<ReadEvent> events;
  Position next = 0;
};

// Empty where `json` is no such result, or one that could not answer a read after `after`: positions that do not grow,
// or that lie outside of what was asked for.
std::optional<EventPage> decode_page(std::string_view json, Position after);

// `logId` and `head` of a result of server/info; empty also for a daemon of another version of the protocol.
struct LogHead {
  std::string log_id;
  Position head = 0;
};
std::optional<LogHead> decode_log_head(std::string_view json);

// `data.first` of a refusal to read what has been pruned.
std::optional<Position> first_left(const RpcError& error);

}  // namespace cancel::client
