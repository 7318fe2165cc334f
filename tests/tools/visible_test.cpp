#include "text/visible.hpp"

#include <catch2/catch.hpp>

namespace cancel::text {
namespace {

TEST_CASE("ordinary text of any script is shown as it is", "[visible]") {
  for (const char* text : {"", "plain", "C:\\temp \"quoted\"", "grün", "日本語", "Ελληνικά", "🙂", "é"}) {
    CHECK(visible(text) == text);
  }
}

TEST_CASE("what would move the cursor or colour the screen is written out", "[visible]") {
  CHECK(visible("\x1b[2J\x1b[1;1H") == "\\x1b[2J\\x1b[1;1H");
  CHECK(visible("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(visible("\x07\x08\x7f") == "\\x07\\x08\\x7f");
  CHECK(visible(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(visible("\xC2\x9B"
                "31m") == "\\x9b31m");
}

TEST_CASE("what would turn the direction of writing, hide or end a line is written out", "[visible]") {
  CHECK(visible("\u202Eevil\u2069") == "\\u202eevil\\u2069");
  CHECK(visible("a\u2028b\u2029") == "a\\u2028b\\u2029");
  CHECK(visible("zero\u200Bwidth\uFEFF") == "zero\\u200bwidth\\ufeff");
  CHECK(visible("\U000E0041") == "\\U000e0041");
}

TEST_CASE("bytes that are not UTF-8 are written out one by one", "[visible]") {
  CHECK(visible("\xFF"
                "a") == "\\xffa");
  CHECK(visible("\xC3") == "\\xc3");
  CHECK(visible("\xE2\x82") == "\\xe2\\x82");
  CHECK(visible("\xC0\x80") == "\\xc0\\x80");
  CHECK(visible("\xED\xA0\x80") == "\\xed\\xa0\\x80");
  CHECK(visible("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}

}  // namespace
}  // namespace cancel::text
