#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cancel/http/headers.hpp"

namespace cancel::http {

// One event of a text/event-stream; what is empty is not sent. A value.
struct ServerSentEvent {
  std::string comment;  // peers ignore it: alone, it keeps a connection alive
  std::string event;    // its type; "message" for peers where it is empty
  std::optional<std::string> id;
  std::optional<std::chrono::milliseconds> retry;  // how long a peer should wait before it connects again
  // Several lines become several fields; \r\n, \r and \n each end one. Present and empty, it is one empty field.
  std::optional<std::string> data;
};

// The event as it is sent, with the empty line that ends it. Line ends and NUL in `event` and `id` become spaces.
std::string to_text(const ServerSentEvent& event);

// What the response of an event stream says: its type, and that nobody in between may keep or delay it.
Headers event_stream_headers();

}  // namespace cancel::http
