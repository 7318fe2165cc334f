#include "cancel/wire/utf8.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace cancel;
using namespace std::string_literals;

namespace {

const std::string replacement = "\xEF\xBF\xBD";

const std::vector<std::string> whole = {"",           "abc",      "a\0b"s,      "\x7F",   "\u0080", "\u07FF",
                                        "\u0800",     "z\u00FC",  "\u6F22",     "\uD7FF", "\uE000", "\uFFFF",
                                        "\U00010000", "a日🙂", "\U0010FFFF", "\uFFFD"};

const std::vector<std::string> broken = {
    "a\x80",             // begins in the middle
    "\xFF",              // never stands in UTF-8
    "\xC3",              // cut off
    "\xE2\x82",          // so, too
    "\xE2\x82z",         // and with something behind it
    "\xF0\x9F\x98",      //
    "\xC0\x80",          // longer than need be
    "\xC0\xAF",          //
    "\xC1\xBF",          //
    "\xE0\x80\x80",      //
    "\xE0\x9F\xBF",      //
    "\xF0\x80\x80\x80",  //
    "\xF0\x8F\xBF\xBF",  //
    "\xED\xA0\x80",      // half of a surrogate pair
    "\xED\xBF\xBF",      //
    "\xF4\x90\x80\x80",  // beyond the last character
    "\xF8\x88\x80\x80\x80",
};

}  // namespace

TEST_CASE("UTF-8 is told from what only looks like it", "[utf8]") {
  for (const std::string& text : whole) {
    INFO(text);
    CHECK(is_utf8(text));
    CHECK(is_utf8("plain " + text + " plain"));
    CHECK(mended_utf8(text) == text);
  }
  for (const std::string& text : broken) {
    INFO(text);
    CHECK_FALSE(is_utf8(text));
    CHECK_FALSE(is_utf8("plain \u6F22 " + text));
    CHECK(is_utf8(mended_utf8(text)));
  }
}

TEST_CASE("each byte that is not UTF-8 becomes U+FFFD, and nothing else", "[utf8]") {
  CHECK(mended_utf8("a\xFFz") == "a" + replacement + "z");
  CHECK(mended_utf8("\xC3") == replacement);
  CHECK(mended_utf8("\xE2\x82z\u00FC") == replacement + replacement + "z\u00FC");
}

TEST_CASE("a text's first code point is told with its length; a byte that is none is one of its own", "[utf8]") {
  const auto same = [](const CodePoint& point, char32_t value, std::size_t length, bool valid) {
    return point.value == value && point.length == length && point.valid == valid;
  };
  CHECK(same(first_code_point("a日"), U'a', 1, true));
  CHECK(same(first_code_point("\u00FCx"), 0xFC, 2, true));
  CHECK(same(first_code_point("日本"), 0x65E5, 3, true));
  CHECK(same(first_code_point("🙂"), 0x1F642, 4, true));
  CHECK(same(first_code_point("\xE2\x82z"), 0xE2, 1, false));
  CHECK(same(first_code_point("\xFFz"), 0xFF, 1, false));
}

TEST_CASE("every code point is read as it is written", "[utf8]") {
  std::size_t wrong = 0;
  for (char32_t value = 0x80; value <= 0x10FFFF; ++value) {
    if (value == 0xD800) value = 0xE000;
    std::string text;
    const auto byte = [&](char32_t bits) { text += static_cast<char>(static_cast<unsigned char>(bits)); };
    const auto more = [&](unsigned shift) { byte(0x80 | ((value >> shift) & 0x3F)); };
    if (value < 0x800) {
      byte(0xC0 | (value >> 6));
    } else if (value < 0x10000) {
      byte(0xE0 | (value >> 12));
      more(6);
    } else {
      byte(0xF0 | (value >> 18));
      more(12);
      more(6);
    }
    more(0);
    const CodePoint point = first_code_point(text);
    if (!point.valid || point.value != value || point.length != text.size()) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a text is never cut inside a character", "[utf8]") {
  CHECK(cut_utf8("\u6F22\u6F22", 5) == "\u6F22");
  CHECK(cut_utf8("\u6F22", 2).empty());
  CHECK(cut_utf8("abc", 3) == "abc");
  CHECK(cut_utf8("abc", 2) == "ab");
  CHECK(cut_utf8("abc", 0).empty());
}
