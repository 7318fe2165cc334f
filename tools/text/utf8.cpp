#include "text/utf8.hpp"

namespace cancel::text {

namespace {

// How many bytes a sequence has that begins with `first`; 0: none begins so.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool is_scalar(char32_t value, std::size_t length) {
  if (value >= 0xD800 && value <= 0xDFFF) return false;
  if (length == 3) return value >= 0x800;
  if (length == 4) return value >= 0x10000 && value <= 0x10FFFF;
  return true;
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const CodePoint broken{first, 1, false};
  const std::size_t length = sequence_length(first);
  if (length == 0 || text.size() < length) return broken;
  if (length == 1) return {first, 1, true};
  char32_t value = first & (0x7Fu >> length);
  for (std::size_t index = 1; index < length; ++index) {
    const auto next = static_cast<unsigned char>(text[index]);
    if ((next & 0xC0u) != 0x80u) return broken;
    value = (value << 6) | (next & 0x3Fu);
  }
  return is_scalar(value, length) ? CodePoint{value, length, true} : broken;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

}  // namespace cancel::text
