#include "stdio/line_reader.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace cancel::mcp {
namespace {

constexpr std::size_t longest = 10;

// Reads pieces, and tells what came of them.
struct Reader {
  void add(std::string_view bytes) {
    reader.add(bytes, note, [this] { lines.emplace_back("(too long)"); });
  }
  std::vector<std::string> finish() {
    reader.finish(note);
    return lines;
  }

  LineReader reader{longest};
  std::vector<std::string> lines;
  LineReader::Line note = [this](std::string_view line) { lines.emplace_back(line); };
};

using Texts = std::vector<std::string>;

TEST_CASE("lines end with a line feed, and may have a carriage return before it", "[stdio]") {
  Reader reader;
  reader.add("one\ntwo\r\nthr\ree\n");
  CHECK(reader.lines == Texts{"one", "two", "thr\ree"});
}

TEST_CASE("empty lines are passed over", "[stdio]") {
  Reader reader;
  reader.add("\n\r\none\n\n\r\n");
  CHECK(reader.finish() == Texts{"one"});
}

TEST_CASE("however a text is cut, the lines are the same", "[stdio]") {
  const std::string text = "one\r\n\ntwo\r\r\n0123456789\n0123456789a\nthree\nlast";
  const Texts expected{"one", "two\r", "0123456789", "(too long)", "three", "last"};
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Reader reader;
    reader.add(std::string_view(text).substr(0, cut));
    reader.add(std::string_view(text).substr(cut));
    CHECK(reader.finish() == expected);
  }
  Reader byte_by_byte;
  for (const char byte : text) byte_by_byte.add({&byte, 1});
  CHECK(byte_by_byte.finish() == expected);
}

TEST_CASE("a line that is too long is told once, as soon as it is so, and skipped to its end", "[stdio]") {
  Reader reader;
  reader.add("01234567890");
  CHECK(reader.lines == Texts{"(too long)"});
  reader.add(std::string(1'000, 'x'));
  reader.add("still it\nnext\n");
  CHECK(reader.lines == Texts{"(too long)", "next"});
}

TEST_CASE("a line that is too long and never ends is no last line", "[stdio]") {
  Reader reader;
  reader.add("0123456789a");
  CHECK(reader.finish() == Texts{"(too long)"});
}

TEST_CASE("the last line needs no end, and there is none where the text ended with one", "[stdio]") {
  Reader with;
  with.add("one\ntwo\r");
  CHECK(with.finish() == Texts{"one", "two"});
  Reader without;
  without.add("one\n");
  CHECK(without.finish() == Texts{"one"});
  CHECK(Reader{}.finish().empty());
}

}  // namespace
}  // namespace cancel::mcp
