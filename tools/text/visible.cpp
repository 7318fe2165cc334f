#include "text/visible.hpp"

#include <array>
#include <cstdio>

#include "cancel/wire/utf8.hpp"

namespace cancel::text {

namespace {

bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F);
}

// Invisible characters that reorder, join or break what stands around them.
bool is_format(char32_t value) {
  return value == 0x00AD || value == 0x061C || (value >= 0x200B && value <= 0x200F) ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF ||
         (value >= 0xFFF9 && value <= 0xFFFB) || (value >= 0xE0000 && value <= 0xE007F);
}

std::string escaped(char32_t value) {
  if (value == U'\n') return "\\n";
  if (value == U'\r') return "\\r";
  if (value == U'\t') return "\\t";
  std::array<char, 16> buffer{};
  const char* form = value <= 0xFF ? "\\x%02x" : value <= 0xFFFF ? "\\u%04x" : "\\U%08x";
  std::snprintf(buffer.data(), buffer.size(), form, static_cast<unsigned>(value));
  return buffer.data();
}

}  // namespace

std::string visible(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool harmless = point.valid && !is_control(point.value) && !is_format(point.value);
    result += harmless ? std::string(text.substr(0, point.length)) : escaped(point.value);
    text.remove_prefix(point.length);
  }
  return result;
}

}  // namespace cancel::text
