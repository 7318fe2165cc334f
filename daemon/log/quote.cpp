#include "log/quote.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iterator>

#include "cancel/wire/utf8.hpp"

namespace cancel::daemon {
namespace {

// Characters that end a line, move the cursor, or turn the direction of what follows.
bool is_harmful(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void append_escaped(std::string& out, char32_t code) {
  switch (code) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(code));
  }
}

void append_invalid(std::string& out, char byte, bool as_json) {
  if (as_json) {
    out += "\xEF\xBF\xBD";
  } else {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
  }
}

std::string in_quotes(std::string_view text, bool as_json) {
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) {
      append_invalid(out, text.front(), as_json);
    } else if (is_harmful(point.value)) {
      append_escaped(out, point.value);
    } else {
      if (point.value == '"' || point.value == '\\') out += '\\';
      out += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  out += '"';
  return out;
}

bool is_plain(char byte) {
  return byte > ' ' && byte < '\x7F' && byte != '"' && byte != '=' && byte != '\\';
}

}  // namespace

std::string quote(std::string_view text) {
  return in_quotes(text, false);
}

std::string quote_where_needed(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), is_plain);
  return plain ? std::string(text) : quote(text);
}

std::string on_one_line(std::string_view text) {
  return is_printable(text) ? std::string(text) : quote(text);
}

std::string json_string(std::string_view text) {
  return in_quotes(text, true);
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid || is_harmful(point.value)) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

}  // namespace cancel::daemon
