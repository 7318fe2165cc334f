#include "runtime/texts.hpp"

#include <catch2/catch.hpp>

#include "cancel/wire/utf8.hpp"

using cancel::is_utf8;
using namespace cancel::client;
using namespace std::string_literals;

namespace {

const std::string replacement = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("text in UTF-8 is left as it is", "[texts]") {
  for (const std::string& text : {""s, "plain"s, "z\xC3\xBC"s, "\xE2\x82\xAC"s, "\xF0\x9F\x98\x80"s, "a\0b"s}) {
    CHECK(fit_text(text) == text);
  }
}

TEST_CASE("what is not UTF-8 becomes U+FFFD", "[texts]") {
  CHECK(fit_text("a\xFFz") == "a" + replacement + "z");
  CHECK(fit_text("\xC3") == replacement);
  CHECK(is_utf8(fit_text("\xED\xA0\x80\xF4\x90\x80\x80 \x80")));
}

TEST_CASE("a text that is too long is cut at the beginning of a character", "[texts]") {
  CHECK(fit_text(std::string(4096, 'x')) == std::string(4096, 'x'));
  CHECK(fit_text(std::string(4097, 'x')) == std::string(4096, 'x'));
  const std::string fitted = fit_text(std::string(4095, 'x') + "\xE2\x82\xAC");
  CHECK(fitted == std::string(4095, 'x'));
  std::string emoji;
  while (emoji.size() < 5'000) emoji += "\xF0\x9F\x98\x80";
  CHECK(fit_text(emoji).size() == 4096);
}

TEST_CASE("a text that grows when it is mended still fits", "[texts]") {
  const std::string fitted = fit_text(std::string(4'000, '\xFF'));
  CHECK(fitted.size() == 4'095);
  CHECK(is_utf8(fitted));
}
