#include "cancel/http/server_sent_event.hpp"

#include <algorithm>
#include <string_view>

namespace cancel::http {
namespace {

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return text;
}

// Appends a field for each line of `text`, which may be empty.
void append_lines(std::string& out, std::string_view field, std::string_view text) {
  for (;;) {
    const auto end = text.find_first_of("\r\n");
    out.append(field).append(text.substr(0, end)).push_back('\n');
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

}  // namespace

std::string to_text(const ServerSentEvent& event) {
  std::string out;
  if (!event.comment.empty()) append_lines(out, ": ", event.comment);
  if (!event.event.empty()) out += "event: " + in_one_line(event.event) + '\n';
  if (event.id) out += "id: " + in_one_line(*event.id) + '\n';
  if (event.retry) out += "retry: " + std::to_string(event.retry->count()) + '\n';
  if (event.data) append_lines(out, "data: ", *event.data);
  out.push_back('\n');
  return out;
}

Headers event_stream_headers() {
  return {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
}

}  // namespace cancel::http
