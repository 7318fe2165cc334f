#include "log/quote.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

namespace cancel::daemon {
namespace {

struct Character {
  std::optional<char32_t> code;  // empty: a byte that is no UTF-8
  std::size_t length = 1;        // in bytes
};

// How many bytes a sequence has that begins with `lead`; 0 where none does.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Neither written longer than needed, nor half of a surrogate pair, nor beyond Unicode.
bool is_well_formed(char32_t code, std::size_t length) {
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  return code >= least[length] && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(lead);
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {lead, 1};
  char32_t code = lead & (0x7Fu >> length);
  for (const char byte : text.substr(1, length - 1)) {
    const auto bits = static_cast<unsigned char>(byte);
    if ((bits & 0xC0) != 0x80) return {};
    code = (code << 6) | (bits & 0x3F);
  }
  if (!is_well_formed(code, length)) return {};
  return {code, length};
}

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
    const Character character = first_character(text);
    if (!character.code) {
      append_invalid(out, text.front(), as_json);
    } else if (is_harmful(*character.code)) {
      append_escaped(out, *character.code);
    } else {
      if (*character.code == '"' || *character.code == '\\') out += '\\';
      out += text.substr(0, character.length);
    }
    text.remove_prefix(character.length);
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
    const Character character = first_character(text);
    if (!character.code || is_harmful(*character.code)) return false;
    text.remove_prefix(character.length);
  }
  return true;
}

}  // namespace cancel::daemon
