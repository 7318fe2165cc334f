#pragma once

#include <string_view>

#include "top/screen.hpp"

namespace cancel::top {

// Where a box of that many columns and lines of content stands: in the middle of a screen.
struct BoxPlace {
  std::size_t line = 0;    // of the first line of the content
  std::size_t column = 0;  // likewise
  std::size_t width = 0;   // of the content
  std::size_t lines = 0;
};
BoxPlace place_box(const Size& screen, std::size_t width, std::size_t lines);

// Draws `content` with a frame around it over what the screen shows. What does not fit is cut.
void draw_box(Screen& screen, const BoxPlace& place, std::string_view title, const std::vector<Line>& content);

}  // namespace cancel::top
