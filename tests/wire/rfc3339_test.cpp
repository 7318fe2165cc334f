#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "cancel/wire/rfc3339.hpp"

namespace cancel {
namespace {

using std::chrono::microseconds;

Timestamp at(std::int64_t since_epoch) {
  return Timestamp{microseconds{since_epoch}};
}

TEST_CASE("a time is written in UTC with microseconds", "[rfc3339]") {
  CHECK(to_rfc3339(at(0)) == "1970-01-01T00:00:00.000000Z");
  CHECK(to_rfc3339(at(1'795'161'600'123'456)) == "2026-11-20T08:00:00.123456Z");
  CHECK(to_rfc3339(at(-1)) == "1969-12-31T23:59:59.999999Z");
  CHECK(to_rfc3339(at(951'827'696'000'007)) == "2000-02-29T12:34:56.000007Z");
  CHECK(to_rfc3339(latest_timestamp) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("a time that RFC 3339 can not write becomes the nearest that it can", "[rfc3339]") {
  CHECK(to_rfc3339(Timestamp::max()) == "9999-12-31T23:59:59.999999Z");
  CHECK(to_rfc3339(Timestamp::min()) == "0000-01-01T00:00:00.000000Z");
}

TEST_CASE("every form of an RFC 3339 time is read", "[rfc3339]") {
  struct Row {
    std::string_view text;
    std::string_view same_in_utc;
  };
  const Row rows[] = {
      {"2026-11-20T08:00:00Z", "2026-11-20T08:00:00.000000Z"},
      {"2026-11-20T08:00:00.1Z", "2026-11-20T08:00:00.100000Z"},
      {"2026-11-20T08:00:00.123456Z", "2026-11-20T08:00:00.123456Z"},
      {"2026-11-20T08:00:00.123456999Z", "2026-11-20T08:00:00.123456Z"},
      {"2026-11-20t08:00:00.5z", "2026-11-20T08:00:00.500000Z"},
      {"2026-11-20T08:00:00+00:00", "2026-11-20T08:00:00.000000Z"},
      {"2026-11-20T08:00:00-00:00", "2026-11-20T08:00:00.000000Z"},
      {"2026-11-20T08:00:00+05:30", "2026-11-20T02:30:00.000000Z"},
      {"2026-11-20T08:00:00.25-08:00", "2026-11-20T16:00:00.250000Z"},
      {"2026-01-01T00:00:00+23:59", "2025-12-31T00:01:00.000000Z"},
      {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000000Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"},
      {"2016-12-31T15:59:60.5-08:00", "2017-01-01T00:00:00.500000Z"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto time = parse_rfc3339(row.text);
    REQUIRE(time);
    CHECK(to_rfc3339(*time) == row.same_in_utc);
  }
}

TEST_CASE("what is not an RFC 3339 time is not read", "[rfc3339]") {
  const std::string_view rows[] = {
      "",
      "now",
      "2026-11-20",
      "2026-11-20T08:00:00",
      "2026-11-20T08:00Z",
      "2026-11-20 08:00:00Z",
      "2026-11-20T08:00:00.Z",
      "2026-11-20T08:00:00,5Z",
      "2026-11-20T08:00:00Z ",
      " 2026-11-20T08:00:00Z",
      "2026-11-20T08:00:00ZZ",
      "2026-11-20T08:00:00+0530",
      "2026-11-20T08:00:00+24:00",
      "2026-11-20T08:00:00+05:60",
      "2026-11-20T08:00:00+05",
      "2026-11-20T24:00:00Z",
      "2026-11-20T08:60:00Z",
      "2026-11-20T08:00:61Z",
      "2026-13-20T08:00:00Z",
      "2026-00-20T08:00:00Z",
      "2026-11-00T08:00:00Z",
      "2026-11-31T08:00:00Z",
      "2026-02-29T08:00:00Z",
      "1900-02-29T08:00:00Z",
      "26-11-20T08:00:00Z",
      "+2026-11-20T08:00:00Z",
      "12026-11-20T08:00:00Z",
      "-026-11-20T08:00:00Z",
      "2026-1-20T08:00:00Z",
      "2026-11-20T8:00:00Z",
      "2026-11-20T08:00:0٣Z",
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "9999-12-31T23:59:60Z",
  };
  for (const std::string_view text : rows) {
    INFO(text);
    CHECK_FALSE(parse_rfc3339(text));
    CHECK_FALSE(normalise_rfc3339(text));
  }
  CHECK_FALSE(parse_rfc3339(std::string_view("2026-11-20T08:00:00Z\0", 21)));
}

TEST_CASE("a reported time stays as it is where it is UTC with at least milliseconds", "[rfc3339]") {
  for (const std::string text : {"2026-11-20T08:00:00.123Z", "2026-11-20T08:00:00.123456Z",
                                 "2026-11-20T08:00:00.123456789Z", "2026-11-20T08:00:06.000Z"}) {
    CHECK(normalise_rfc3339(text) == text);
  }
}

TEST_CASE("every other reported time is re-written in UTC with microseconds", "[rfc3339]") {
  CHECK(normalise_rfc3339("2026-11-20T08:00:00Z") == "2026-11-20T08:00:00.000000Z");
  CHECK(normalise_rfc3339("2026-11-20T08:00:00.12Z") == "2026-11-20T08:00:00.120000Z");
  CHECK(normalise_rfc3339("2026-11-20T08:00:00.123+00:00") == "2026-11-20T08:00:00.123000Z");
  CHECK(normalise_rfc3339("2026-11-20T08:00:00.123456789+01:00") == "2026-11-20T07:00:00.123456Z");
  CHECK(normalise_rfc3339("2026-11-20t08:00:00.123Z") == "2026-11-20T08:00:00.123000Z");
  CHECK(normalise_rfc3339("2026-11-20T08:00:00.123z") == "2026-11-20T08:00:00.123000Z");
  CHECK(normalise_rfc3339("2016-12-31T23:59:60.123Z") == "2017-01-01T00:00:00.123000Z");
}

TEST_CASE("reading what was written gives the same time", "[rfc3339]") {
  // Strides that share no factor with days, hours or years meet all of their ends sooner or later.
  constexpr std::int64_t stride = 86'399'999'999'937 * 7;
  for (std::int64_t time = -62'167'219'200'000'000; time <= 253'402'300'799'999'999; time += stride) {
    const auto read = parse_rfc3339(to_rfc3339(at(time)));
    REQUIRE(read);
    if (*read != at(time)) FAIL("not the same: " << to_rfc3339(at(time)));
  }
}

}  // namespace
}  // namespace cancel
