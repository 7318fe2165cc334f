#include "json/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace cancel::mcp {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

struct Lead {
  std::size_t length = 0;    // of the sequence; 0: none begins so
  std::uint32_t lowest = 0;  // what is below has a shorter form
  std::uint32_t bits = 0;
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, 0, byte};
  if ((byte & 0xE0) == 0xC0) return {2, 0x80, byte & 0x1Fu};
  if ((byte & 0xF0) == 0xE0) return {3, 0x800, byte & 0x0Fu};
  if ((byte & 0xF8) == 0xF0) return {4, 0x10000, byte & 0x07u};
  return {};
}

// The length of the sequence that `text` begins with; 0 where that is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
  const Lead first = lead(static_cast<unsigned char>(text.front()));
  if (first.length == 0 || first.length > text.size()) return 0;
  std::uint32_t code = first.bits;
  for (const char byte : text.substr(1, first.length - 1)) {
    if (!continues(byte)) return 0;
    code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3Fu);
  }
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < first.lowest || code > 0x10FFFF || is_surrogate ? 0 : first.length;
}

std::string_view after_ascii(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_ascii);
  return text.substr(static_cast<std::size_t>(end - text.begin()));
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!(text = after_ascii(text)).empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string mended_utf8(std::string_view text) {
  std::string whole;
  whole.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    whole += length == 0 ? replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return whole;
}

std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace cancel::mcp
