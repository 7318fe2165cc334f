#include "text/style.hpp"

namespace cancel::text {

namespace {

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::dim:
      return "\x1b[2m";
    case Style::red:
      return "\x1b[31m";
    case Style::green:
      return "\x1b[32m";
    case Style::yellow:
      return "\x1b[33m";
    case Style::blue:
      return "\x1b[34m";
    case Style::magenta:
      return "\x1b[35m";
  }
  return "";
}

}  // namespace

std::string Palette::paint(Style style, std::string_view text) const {
  if (!colour_ || style == Style::plain || text.empty()) return std::string(text);
  return std::string(code_of(style)).append(text).append("\x1b[0m");
}

Style style_of(TokenState state) {
  switch (state) {
    case TokenState::active:
      return Style::green;
    case TokenState::requested:
      return Style::yellow;
    case TokenState::executed:
      return Style::yellow;
    case TokenState::completed:
      return Style::blue;
    case TokenState::expired:
      return Style::red;
    case TokenState::released:
      return Style::dim;
  }
  return Style::plain;
}

Style style_of(EventType type) {
  switch (type) {
    case EventType::token_created:
    case EventType::operation_started:
      return Style::green;
    case EventType::cancellation_requested:
    case EventType::cancellation_executed:
      return Style::yellow;
    case EventType::cancellation_escalated:
    case EventType::cancellation_expired:
      return Style::red;
    case EventType::cancellation_completed:
      return Style::blue;
    case EventType::operation_finished:
    case EventType::token_released:
      return Style::dim;
    case EventType::session_opened:
    case EventType::session_closed:
      return Style::magenta;
  }
  return Style::plain;
}

}  // namespace cancel::text
