#include "json_writer.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>
#include <variant>

#include "cancel/wire/rfc3339.hpp"

namespace cancel {
namespace {

// A message of the usual size is written without growing a second time.
constexpr std::size_t usual_size = 320;

constexpr bool needs_escape(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
}

// Looks at every byte, so that the compiler can make it look at many at once.
bool is_plain(std::string_view text) {
  bool escape = false;
  for (const char character : text) escape |= needs_escape(character);
  return !escape;
}

// The letter that stands behind the backslash, 0 for the characters that have none and are written as \u00XX.
char short_escape(char character) {
  switch (character) {
    case '"':
    case '\\':
      return character;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

}  // namespace

std::size_t quoted_size(std::string_view text) {
  std::size_t size = text.size() + 2;
  for (const char character : text) {
    if (needs_escape(character)) size += short_escape(character) != 0 ? 1 : 5;
  }
  return size;
}

// Growing fills with zeros, so a large buffer that is used again is not taken in whole at once.
void JsonWriter::grow(std::size_t most) {
  text_.resize(end_ + std::max({most, end_ - begin_, usual_size}));
}

void JsonWriter::key_text(std::string_view name) {
  separate();
  quote(name);
  put(':');
}

void JsonWriter::quote(std::string_view text) {
  if (is_plain(text)) return quote_plain(text);
  quote_escaped(text);
}

void JsonWriter::quote_escaped(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  put('"');
  for (const char character : text) {
    if (!needs_escape(character)) {
      put(character);
    } else if (const char letter = short_escape(character); letter != 0) {
      put('\\');
      put(letter);
    } else {
      append("\\u00");
      put(hex[static_cast<std::size_t>(character) >> 4]);
      put(hex[static_cast<std::size_t>(character) & 0xF]);
    }
  }
  put('"');
}

// Rare, and the library knows the shortest digits that read back as the same number.
void JsonWriter::value(double number) {
  rapidjson::StringBuffer digits;
  rapidjson::Writer<rapidjson::StringBuffer>(digits).Double(std::isfinite(number) ? number : 0);
  bare({digits.GetString(), digits.GetSize()});
}

void JsonWriter::value(Timestamp time) {
  separate();
  char* const begin = room(rfc3339_size + 2);
  begin[0] = '"';
  write_rfc3339(time, begin + 1);
  begin[rfc3339_size + 1] = '"';
  end_ += rfc3339_size + 2;
}

void JsonWriter::value(const RequestId& id) {
  std::visit([this](const auto& content) { value(content); }, id);
}

void JsonWriter::value(const TokenName& name) {
  begin_object();
  member("namespace", name.space);
  member("id", name.id);
  end_object();
}

void JsonWriter::value(const std::vector<TokenName>& names) {
  begin_array();
  for (const TokenName& name : names) value(name);
  end_array();
}

void JsonWriter::value(const Labels& labels) {
  begin_object();
  for (const auto& [name, content] : labels) {
    key_text(name);
    value(content);
  }
  end_object();
}

}  // namespace cancel
