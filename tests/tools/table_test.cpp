#include "text/table.hpp"

#include <catch2/catch.hpp>

#include "text/display_width.hpp"

namespace cancel::text {
namespace {

const Palette colourless{false};

TEST_CASE("width counts columns of a terminal, not bytes", "[table]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("grün") == 4);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("🙂") == 2);
}

TEST_CASE("text that is too wide ends in an ellipsis, and never takes more columns than it may", "[table]") {
  CHECK(cut_to_width("abc", 3) == "abc");
  CHECK(cut_to_width("abcd", 3) == "ab…");
  CHECK(cut_to_width("日本語", 4) == "日…");
  CHECK(cut_to_width("日本語", 5) == "日本…");
  CHECK(cut_to_width("abc", 1) == "…");
  CHECK(cut_to_width("abc", 0).empty());
  CHECK(cut_to_width("", 0).empty());
}

TEST_CASE("columns are aligned by what is seen", "[table]") {
  Table table({{"NAME"}, {"COUNT", Align::right}, {"NOTE"}}, {}, colourless);
  table.add({{"日本"}, {"7"}, {"x"}});
  table.add({{"longer"}, {"1234567"}, {"y"}});
  CHECK(table.take_page() ==
        "NAME      COUNT  NOTE\n"
        "日本          7  x\n"
        "longer  1234567  y\n");
}

TEST_CASE("a hostile cell stays in its place", "[table]") {
  Table table({{"A"}, {"B"}}, {}, colourless);
  table.add({{"\x1b[2Jx\n"}, {"y"}});
  CHECK(table.take_page() ==
        "A           B\n"
        "\\x1b[2Jx\\n  y\n");
}

TEST_CASE("lines are cut to the terminal", "[table]") {
  Table table({{"ONE"}, {"TWO"}}, 8, colourless);
  table.add({{"abcd"}, {"efghij"}});
  CHECK(table.take_page() == "ONE   T…\nabcd  e…\n");
}

TEST_CASE("right-aligned cells are cut, too", "[table]") {
  Table table({{"A"}, {"B", Align::right}}, 6, colourless);
  table.add({{"a"}, {"1234567"}});
  for (const auto& line : {table.take_page()})
    CHECK(line ==
          "A    …\n"
          "a  12…\n");
}

TEST_CASE("later pages have no titles and are at least as wide", "[table]") {
  Table table({{"A"}, {"B"}}, {}, colourless);
  table.add({{"wide"}, {"1"}});
  CHECK(table.take_page() == "A     B\nwide  1\n");
  table.add({{"x"}, {"2"}});
  CHECK(table.take_page() == "x     2\n");
}

TEST_CASE("an empty table has its titles", "[table]") {
  Table table({{"A"}, {"B"}}, {}, colourless);
  CHECK(table.empty());
  CHECK(table.take_page() == "A  B\n");
}

TEST_CASE("colours do not count as columns", "[table]") {
  Table table({{"A"}, {"B"}}, {}, Palette(true));
  table.add({{"red", Style::red}, {"x"}});
  CHECK(table.take_page() == "\x1b[1mA\x1b[0m    \x1b[1mB\x1b[0m\n\x1b[31mred\x1b[0m  x\n");
}

TEST_CASE("properties are aligned behind their names", "[table]") {
  CHECK(property_lines({{"id", {"a\nb"}}, {"longer", {"c"}}}, colourless) == "id      a\\nb\nlonger  c\n");
}

}  // namespace
}  // namespace cancel::text
