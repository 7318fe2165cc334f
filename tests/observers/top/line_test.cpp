#include <catch2/catch.hpp>

#include "top/box.hpp"
#include "top/line.hpp"
#include "top/line_editor.hpp"
#include "top/wrapped.hpp"

using namespace cancel::top;

TEST_CASE("text on a line does nothing to it", "[top]") {
  const Line line("a\nb\x1b[31m\xff");
  CHECK(line.text() == "a\\nb\\x1b[31m\\xff");
  CHECK(line.width() == line.text().size());
}

TEST_CASE("a cell has its width exactly, whatever is in it", "[top]") {
  CHECK(Line().add_cell("abc", 5, false).text() == "abc  ");
  CHECK(Line().add_cell("abc", 5, true).text() == "  abc");
  CHECK(Line().add_cell("abcdef", 5, false).text() == "abcd…");
  CHECK(Line().add_cell("世界世界", 5, false).width() == 5);
  CHECK(Line().add_cell("世界世界", 4, false).width() == 4);
  CHECK(Line().add_cell("abc", 0, false).text().empty());
}

TEST_CASE("a line that is cut says so, between pieces, too", "[top]") {
  Line line("abc");
  line.add("def", strong);
  Line cut = line;
  cut.cut(6);
  CHECK(cut.text() == "abcdef");
  cut.cut(5);
  CHECK(cut.text() == "abcd…");
  cut = line;
  cut.cut(3);
  CHECK(cut.text() == "ab…");
  CHECK(cut.width() == 3);
  cut.cut(0);
  CHECK(cut.text().empty());
}

TEST_CASE("the front of a line is what stands there, in whole characters", "[top]") {
  const Line line = Line("ab").add("世界", strong);
  CHECK(line.front(9).text() == "ab世界");
  CHECK(line.front(5).text() == "ab世");
  CHECK(line.front(2).text() == "ab");
  CHECK(line.front(0).text().empty());
}

TEST_CASE("text is wrapped at blanks, and where there are none anywhere", "[top]") {
  CHECK(wrapped("one two three", 8, 9) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh", 3, 9) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("one two three", 4, 2) == std::vector<std::string>{"one", "two…"});
  CHECK(wrapped("", 4, 2).empty());
  CHECK(wrapped("abc", 0, 2).empty());
  for (const std::string& line : wrapped(std::string(300, 'x') + " " + std::string(4'000, 'y'), 7, 1'000))
    CHECK(line.size() <= 7);
  CHECK(wrapped("世界", 1, 5).size() <= 5);
}

TEST_CASE("an editor inserts, moves and erases by characters", "[top]") {
  LineEditor editor(20);
  for (const char32_t character : {U'a', U'ü', U'世', U'b'}) CHECK(editor.press(character));
  CHECK(editor.text() == "aü世b");
  CHECK(editor.shown(20).cursor == 5);
  editor.press(Special::left);
  editor.press(Special::backspace);
  CHECK(editor.text() == "aüb");
  editor.press(Special::home);
  editor.press(Special::remove);
  CHECK(editor.text() == "üb");
  editor.press(Special::end);
  editor.press(U' ');
  editor.press(U'c');
  editor.press(control('W'));
  CHECK(editor.text() == "üb ");
  editor.press(control('U'));
  CHECK(editor.text().empty());
  editor.press(Special::backspace);
  editor.press(Special::remove);
  CHECK(editor.text().empty());
}

TEST_CASE("an editor takes no controls, and no more than it holds", "[top]") {
  LineEditor editor(3);
  CHECK_FALSE(editor.press(char32_t{0x1b}));
  CHECK_FALSE(editor.press(char32_t{0xD800}));
  CHECK_FALSE(editor.press(Special::up));
  for (int count = 0; count < 9; ++count) editor.press(U'ü');
  CHECK(editor.text() == "ü");
}

TEST_CASE("an editor shows the part in which is typed", "[top]") {
  LineEditor editor(100, "abcdefghij");
  CHECK(editor.shown(5).text == "ghij");
  CHECK(editor.shown(5).cursor == 4);
  editor.press(Special::home);
  CHECK(editor.shown(5).text == "abcd…");
  CHECK(editor.shown(5).cursor == 0);
  CHECK(editor.shown(0).text.empty());
  const LineEditor wide(100, "a世界b\u200b");  // the last one takes six columns
  CHECK(wide.shown(9).text == "b\\u200b");
  CHECK(wide.shown(10).text == "界b\\u200b");
  CHECK(wide.shown(10).cursor == 9);
}

TEST_CASE("a box stands in the middle and keeps what is beside it", "[top]") {
  Screen screen{{12, 5}, {Line("abcdefghijkl"), Line("abcdefghijkl"), Line("abcdefghijkl"), Line(), Line()}, {}};
  draw_box(screen, place_box(screen.size, 4, 1), "T", {Line("wide content")});
  REQUIRE(screen.lines.size() == 5);
  CHECK(screen.lines[1].text() == "ab┌ T ───┐");
  CHECK(screen.lines[2].text() == "ab│ wid… │");
  CHECK(screen.lines[3].text() == "  └──────┘");
}

TEST_CASE("a box fits into any screen", "[top]") {
  for (std::size_t columns = 0; columns < 12; ++columns) {
    for (std::size_t lines = 0; lines < 6; ++lines) {
      Screen screen{{columns, lines}, std::vector<Line>(lines), {}};
      draw_box(screen, place_box(screen.size, 30, 4), "Title", {Line("content"), Line("more")});
      CHECK(screen.lines.size() == lines);
      for (const Line& line : screen.lines) CHECK(line.width() <= columns);
    }
  }
}
