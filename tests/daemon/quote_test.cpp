#include "log/quote.hpp"

#include <catch2/catch.hpp>

namespace cancel::daemon {
namespace {

// Everything that could end a line, move the cursor, hide text or turn its direction.
const std::string hostile_texts[] = {
    "a\nb",
    "a\rb",
    "a\tb",
    std::string("a\0b", 3),
    "a\x1b[2Jb",
    "a\x7f"
    "b",
    "a\xC2\x85"  // next line
    "b",
    "a\xE2\x80\xA8"  // line separator
    "b",
    "a\xE2\x80\xA9"  // paragraph separator
    "b",
    "a\xE2\x80\xAE"  // right-to-left override
    "b",
    "a\xE2\x80\x8B"  // no width
    "b",
    "a\xEF\xBB\xBF"  // byte order mark
    "b",
    "a\xFF"
    "b",
    "a\xC3",          // cut off
    "a\xC0\x8A",      // a line feed, written too long
    "a\xED\xA0\x80",  // half a pair
    "a\xF4\x90\x80\x80",
};

}  // namespace

TEST_CASE("a plain word stays as it is, anything else is quoted", "[log]") {
  CHECK(quote_where_needed("tok-1") == "tok-1");
  CHECK(quote_where_needed("ipc:///run/x") == "ipc:///run/x");
  CHECK(quote_where_needed("") == "\"\"");
  CHECK(quote_where_needed("two words") == "\"two words\"");
  CHECK(quote_where_needed("a=b") == "\"a=b\"");
  CHECK(quote_where_needed("say \"x\"") == "\"say \\\"x\\\"\"");
  CHECK(quote_where_needed("back\\slash") == "\"back\\\\slash\"");
  CHECK(quote_where_needed("caf\xC3\xA9") == "\"caf\xC3\xA9\"");
}

TEST_CASE("what could end a line or turn it around is escaped", "[log]") {
  CHECK(quote("a\nb\rc\td") == "\"a\\nb\\rc\\td\"");
  CHECK(quote(std::string("a\0b", 3)) == "\"a\\u0000b\"");
  CHECK(quote("a\xE2\x80\xA8z") == "\"a\\u2028z\"");
  CHECK(quote("a\xFFz") == "\"a\\xffz\"");
  CHECK(json_string("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
}

TEST_CASE("whatever a text contains, its quoted forms are printable", "[log]") {
  for (const std::string& text : hostile_texts) {
    CAPTURE(text);
    CHECK_FALSE(is_printable(text));
    for (const std::string& form : {quote(text), quote_where_needed(text), on_one_line(text), json_string(text)}) {
      CHECK(is_printable(form));
      CHECK(form.starts_with('"'));
    }
  }
}

TEST_CASE("a sentence that is printable stays as it is", "[log]") {
  CHECK(on_one_line("it \"failed\": caf\xC3\xA9 = \xF0\x9F\x98\x80") ==
        "it \"failed\": caf\xC3\xA9 = \xF0\x9F\x98\x80");
}

}  // namespace cancel::daemon
