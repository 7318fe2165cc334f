#include "top/wrapped.hpp"

#include "text/display_width.hpp"
#include "text/visible.hpp"

namespace cancel::top {

namespace {

constexpr std::string_view ellipsis = "…";

// How many bytes of `text`, which is wider than `width`, make a line.
std::size_t line_length(const std::string& text, std::size_t width) {
  const std::size_t length = text::cut_to_width(text + std::string(ellipsis), width + 1).size() - ellipsis.size();
  if (length == 0) return text.size();  // not even one character has room
  const std::size_t blank = text.rfind(' ', length);
  return blank != std::string::npos && blank > 0 ? blank : length;
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t most) {
  std::vector<std::string> lines;
  if (width == 0 || most == 0) return lines;
  std::string left = text::visible(text);
  while (text::display_width(left) > width && lines.size() + 1 < most) {
    const std::size_t length = line_length(left, width);
    lines.push_back(left.substr(0, length));
    left.erase(0, length + (length < left.size() && left[length] == ' ' ? 1 : 0));
  }
  if (!left.empty()) lines.push_back(text::cut_to_width(left, width));
  return lines;
}

}  // namespace cancel::top
