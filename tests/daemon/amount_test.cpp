#include "config/amount.hpp"

#include <catch2/catch.hpp>

namespace cancel::daemon {

TEST_CASE("a duration is a whole number with a unit", "[amount]") {
  CHECK(parse_duration("0s") == 0);
  CHECK(parse_duration("500ms") == 500);
  CHECK(parse_duration("30s") == 30'000);
  CHECK(parse_duration("5m") == 300'000);
  CHECK(parse_duration("1h") == 3'600'000);
  CHECK(parse_duration("7d") == 604'800'000);
}

TEST_CASE("what is no whole number with a known unit is no duration", "[amount]") {
  for (const char* text : {"", "s", "30", "-1s", "+1s", "1.5s", "30 s", " 30s", "30s ", "30S", "1w", "1h30m", "0x1s",
                           "9223372036854775808ms", "106751991168d", "1\xC2\xB5s"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}

TEST_CASE("a size is a whole number of bytes, or of a larger unit", "[amount]") {
  CHECK(parse_size("0") == 0);
  CHECK(parse_size("65536") == 65'536);
  CHECK(parse_size("512B") == 512);
  CHECK(parse_size("64KiB") == 65'536);
  CHECK(parse_size("1MiB") == 1'048'576);
  CHECK(parse_size("2GiB") == 2'147'483'648);
  for (const char* text : {"", "MiB", "-1", "1.5MiB", "1MB", "1M", "1 MiB", "1mib", "9223372036854775807GiB"}) {
    CAPTURE(text);
    CHECK(parse_size(text) == std::nullopt);
  }
}

TEST_CASE("an amount is written in the largest unit that fits, and reads back as it was", "[amount]") {
  CHECK(format_duration(0) == "0s");
  CHECK(format_duration(1) == "1ms");
  CHECK(format_duration(1'500) == "1500ms");
  CHECK(format_duration(90'000) == "90s");
  CHECK(format_duration(120'000) == "2m");
  CHECK(format_duration(86'400'000) == "1d");
  CHECK(format_size(1) == "1B");
  CHECK(format_size(1'048'576) == "1MiB");
  CHECK(format_size(1'048'577) == "1048577B");
  for (const std::int64_t amount : {1, 999, 1'000, 59'999, 60'000, 3'600'001, 86'400'000}) {
    CHECK(parse_duration(format_duration(amount)) == amount);
    CHECK(parse_size(format_size(amount)) == amount);
  }
}

}  // namespace cancel::daemon
