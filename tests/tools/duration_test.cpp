#include "text/duration.hpp"

#include <catch2/catch.hpp>

namespace cancel::text {
namespace {

using namespace std::chrono_literals;

TEST_CASE("durations are read in every unit, with fractions and in sums", "[duration]") {
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("2s") == 2s);
  CHECK(parse_duration("1m") == 1min);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("7d") == 168h);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("0.1s") == 100ms);
  CHECK(parse_duration("0.29s") == 290ms);
  CHECK(parse_duration("0") == 0ms);
  CHECK(parse_duration("0ms") == 0ms);
}

TEST_CASE("a duration without a unit, or that is none, is refused", "[duration]") {
  for (const char* text : {"", "5", "s", "ms", "-1s", "+1s", "1 s", "1S", "1w", "1s2", "1.2.3s", ".s", "1e3s", "nan",
                           "inf s", "1s ", " 1s", "0x10s"}) {
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("a duration may be as long as the protocol allows, and no longer", "[duration]") {
  CHECK(parse_duration("9007199254740991ms") == longest_duration);
  CHECK_FALSE(parse_duration("9007199254740993ms"));
  CHECK_FALSE(parse_duration("999999999999999999999999d"));
}

TEST_CASE("durations are written in two units at most", "[duration]") {
  CHECK(duration_text(0ms) == "0 ms");
  CHECK(duration_text(350ms) == "350 ms");
  CHECK(duration_text(1s) == "1 s");
  CHECK(duration_text(2540ms) == "2.5 s");
  CHECK(duration_text(59'999ms) == "59.9 s");
  CHECK(duration_text(200s) == "3 min 20 s");
  CHECK(duration_text(2h) == "2 h");
  CHECK(duration_text(125min) == "2 h 5 min");
  CHECK(duration_text(97h) == "4 d 1 h");
}

}  // namespace
}  // namespace cancel::text
