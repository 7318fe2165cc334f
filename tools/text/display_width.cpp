#include "text/display_width.hpp"

#include <algorithm>
#include <array>

#include "cancel/wire/utf8.hpp"

namespace cancel::text {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Combining marks and variation selectors: they stand on the character before them.
constexpr std::array<Range, 14> no_columns{{{0x0300, 0x036F},
                                            {0x0483, 0x0489},
                                            {0x0591, 0x05BD},
                                            {0x0610, 0x061A},
                                            {0x064B, 0x065F},
                                            {0x0900, 0x0902},
                                            {0x093C, 0x093C},
                                            {0x0E31, 0x0E31},
                                            {0x0E34, 0x0E3A},
                                            {0x1AB0, 0x1AFF},
                                            {0x1DC0, 0x1DFF},
                                            {0x20D0, 0x20FF},
                                            {0xFE00, 0xFE0F},
                                            {0xFE20, 0xFE2F}}};

// East Asian wide and fullwidth characters, and pictures.
constexpr std::array<Range, 16> two_columns{{{0x1100, 0x115F},
                                             {0x231A, 0x231B},
                                             {0x23E9, 0x23EC},
                                             {0x2614, 0x2615},
                                             {0x2705, 0x2705},
                                             {0x274C, 0x274C},
                                             {0x2E80, 0x303E},
                                             {0x3041, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF00, 0xFF60},
                                             {0xFFE0, 0xFFE6},
                                             {0x1F300, 0x1F64F},
                                             {0x1F680, 0x1F9FF},
                                             {0x20000, 0x3FFFD}}};

template <std::size_t Size>
bool contains(const std::array<Range, Size>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

std::size_t columns_of(char32_t value) {
  if (value < 0x0300) return 1;
  if (contains(no_columns, value)) return 0;
  return contains(two_columns, value) ? 2 : 1;
}

// The length in bytes of the longest beginning that fits into `width` columns.
std::size_t fitting_length(std::string_view text, std::size_t width) {
  std::size_t length = 0;
  while (length < text.size()) {
    const CodePoint point = first_code_point(text.substr(length));
    const std::size_t columns = columns_of(point.value);
    if (columns > width) break;
    width -= columns;
    length += point.length;
  }
  return length;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += columns_of(point.value);
    text.remove_prefix(point.length);
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (fitting_length(text, width) == text.size()) return std::string(text);
  if (width == 0) return {};
  return std::string(text.substr(0, fitting_length(text, width - 1))) + "…";
}

}  // namespace cancel::text
