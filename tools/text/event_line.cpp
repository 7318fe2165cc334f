#include "text/event_line.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text/time_text.hpp"
#include "text/visible.hpp"

namespace cancel::text {

namespace {

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, text.size()), ' ');
}

std::string position_text(Position position) {
  std::array<char, 24> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%6llu", static_cast<unsigned long long>(position));
  return buffer.data();
}

}  // namespace

std::string event_line(const Event& event, const Palette& palette) {
  constexpr std::size_t type_width = 21;  // of the longest name
  std::string line = palette.paint(Style::dim, position_text(event.position) + "  " + precise_text(event.time)) + "  ";
  line += palette.paint(style_of(event.type()), padded(to_string(event.type()), type_width)) + "  ";
  line += visible(event.token.space) + (event.of_session() ? "" : "/" + visible(event.token.id));
  const std::string details = event_details(event);
  return details.empty() ? line : line + "  " + details;
}

}  // namespace cancel::text
