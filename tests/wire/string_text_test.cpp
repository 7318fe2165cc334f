#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "cancel/wire/json_text.hpp"
#include "decoding.hpp"

// Strings are read in runs of plain characters: what ends a run must be seen at whatever place it stands.

namespace cancel::test {
namespace {

// Longer than several runs.
constexpr std::size_t length = 27;

std::string with(std::size_t place, std::string_view text) {
  std::string all(length, 'x');
  return all.replace(place, 1, text);
}

// The string of a JSON text, empty where it is refused.
std::optional<std::string> read_string(const std::string& json) {
  const auto labels = decode_labels("{\"k\":" + json + "}");
  return labels ? std::optional(labels->at("k")) : std::nullopt;
}

std::string escaped(int character) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return std::string("\\u00") + hex[static_cast<std::size_t>(character / 16)] +
             hex[static_cast<std::size_t>(character % 16)];
  }
}

TEST_CASE("every ASCII character is written in its form, at every place of a text", "[text]") {
  for (int character = 0; character < 0x80; ++character) {
    const std::string plain(1, static_cast<char>(character));
    const bool must_be_escaped = character < 0x20 || character == '"' || character == '\\';
    for (std::size_t place = 0; place < length; ++place) {
      const std::string text = with(place, plain);
      const std::string json = encode_labels({{text, text}});
      const std::string form = quoted(with(place, must_be_escaped ? escaped(character) : plain));
      if (json != "{" + form + ":" + form + "}") FAIL(json);
      if (decode_labels(json) != Labels{{text, text}}) FAIL(json);
    }
  }
}

TEST_CASE("every byte that may not stand in a string is refused at every place of it", "[text]") {
  for (int byte = 0; byte < 0x100; ++byte) {
    if (byte == '"' || byte == '\\') continue;
    const std::string raw(1, static_cast<char>(byte));
    for (std::size_t place = 0; place < length; ++place) {
      const std::string text = with(place, raw);
      const bool right = byte >= 0x20 && byte < 0x80;
      if (read_string(quoted(text)) != (right ? std::optional(text) : std::nullopt)) FAIL(byte << " at " << place);
    }
  }
}

TEST_CASE("characters of several bytes and escapes are read at every place of a text", "[text]") {
  struct Row {
    std::string_view json;
    std::string_view text;
  };
  const Row rows[] = {
      {"ż", "ż"},
      {"日", "日"},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {R"(\u017C)", "ż"},
      {R"(\u65e5)", "日"},
      {R"(\uD83D\uDE00)", "\xF0\x9F\x98\x80"},
      {R"(\"\\\/)", "\"\\/"},
      {R"(\n\u0001)", "\n\x01"},
      {"\x7F", "\x7F"},
  };
  for (const Row& row : rows) {
    for (std::size_t place = 0; place < length; ++place) {
      if (read_string(quoted(with(place, row.json))) != with(place, row.text)) FAIL(row.json << " at " << place);
    }
  }
}

TEST_CASE("half a pair of surrogates is refused wherever it stands", "[text]") {
  for (const std::string_view half : {R"(\uD83D)", R"(\uDE00)", R"(\uDE00\uD83D)", "\xED\xA0\xBD", "\xED\xB8\x80"}) {
    for (std::size_t place = 0; place < length; ++place) {
      INFO(half << " at " << place);
      CHECK_FALSE(read_string(quoted(with(place, half))));
      CHECK_FALSE(decode_labels("{" + quoted(with(place, half)) + ":\"\"}"));
    }
  }
}

TEST_CASE("a text that ends inside a string is refused, wherever that is", "[text]") {
  for (const std::string_view last :
       {"", "\\", "\\u", "\\u00", "\\uD83D", "\\uD83D\\", "\xC5", "\xE6\x97", "\xF0", "\xF0\x9F\x98"}) {
    for (std::size_t size = 0; size < length; ++size) {
      INFO(last << " behind " << size);
      CHECK_FALSE(decode_labels("{\"k\":\"" + std::string(size, 'x').append(last)));
    }
  }
}

}  // namespace
}  // namespace cancel::test
