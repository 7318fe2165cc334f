#include "cancel/wire/utf8.hpp"

#include <algorithm>
#include <array>

namespace cancel {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// How many bytes a sequence has that begins with `lead`; 0: none begins so.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Neither written longer than needed, nor half of a surrogate pair, nor beyond Unicode.
bool is_well_formed(char32_t value, std::size_t length) {
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  return value >= least[length] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

// Most texts are ASCII, or begin so.
std::string_view after_ascii(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_ascii);
  return text.substr(static_cast<std::size_t>(end - text.begin()));
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const CodePoint broken{lead, 1, false};
  const std::size_t length = sequence_length(lead);
  if (length == 0 || length > text.size()) return broken;
  if (length == 1) return {lead, 1, true};
  char32_t value = lead & (0x7Fu >> length);
  for (const char byte : text.substr(1, length - 1)) {
    if (!continues(byte)) return broken;
    value = (value << 6) | (static_cast<unsigned char>(byte) & 0x3Fu);
  }
  return is_well_formed(value, length) ? CodePoint{value, length, true} : broken;
}

bool is_utf8(std::string_view text) {
  while (!(text = after_ascii(text)).empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

std::string mended_utf8(std::string_view text) {
  std::string whole;
  whole.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    whole += point.valid ? text.substr(0, point.length) : replacement;
    text.remove_prefix(point.length);
  }
  return whole;
}

std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace cancel
