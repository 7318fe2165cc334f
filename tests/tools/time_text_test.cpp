#include "text/time_text.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::text {
namespace {

using namespace std::chrono_literals;

Timestamp at(const char* text) {
  return parse_rfc3339(text).value();
}

// The zone of the process is the tests' own, whatever the machine's is.
struct InZone {
  explicit InZone(const char* zone = "XST-02:00") {
    setenv("TZ", zone, 1);
    tzset();
  }
};

const Timestamp now = at("2026-11-20T12:03:22.5Z");

TEST_CASE_METHOD(InZone, "a time of today is shown without its date, in local time", "[time]") {
  CHECK(clock_text(at("2026-11-20T12:00:22Z"), now) == "14:00:22");
}

TEST_CASE_METHOD(InZone, "a time of another local day is shown with its date", "[time]") {
  CHECK(clock_text(at("2026-11-19T21:59:59Z"), now) == "2026-11-19 23:59:59");
  CHECK(clock_text(at("2026-11-19T22:00:00Z"), now) == "00:00:00");
  CHECK(clock_text(at("2025-11-20T12:00:00Z"), now) == "2025-11-20 14:00:00");
}

TEST_CASE_METHOD(InZone, "the precise form has date and milliseconds", "[time]") {
  CHECK(precise_text(at("2026-11-20T12:03:22.123999Z")) == "2026-11-20 14:03:22.123");
  CHECK(precise_text(at("1969-12-31T23:59:59.999Z")) == "1970-01-01 01:59:59.999");
}

TEST_CASE("distances are told in the largest unit that fits", "[time]") {
  CHECK(relative_text(now, now) == "just now");
  CHECK(relative_text(now - 999ms, now) == "just now");
  CHECK(relative_text(now - 1s, now) == "1 second ago");
  CHECK(relative_text(now - 59s, now) == "59 seconds ago");
  CHECK(relative_text(now - 3min, now) == "3 minutes ago");
  CHECK(relative_text(now - 25h, now) == "1 day ago");
  CHECK(relative_text(now + 500ms, now) == "just now");
  CHECK(relative_text(now + 2h, now) == "in 2 hours");
}

TEST_CASE_METHOD(InZone, "a time is shown on the clock and as a distance", "[time]") {
  CHECK(time_text(at("2026-11-20T12:00:22Z"), now) == "14:00:22, 3 minutes ago");
}

TEST_CASE_METHOD(InZone, "a short time says no more than today needs", "[time]") {
  CHECK(short_text(at("2026-11-20T12:00:22Z"), now) == "14:00:22");
  CHECK(short_text(at("2026-11-19T12:00:22Z"), now) == "11-19 14:00");
  CHECK(short_text(at("2025-11-19T12:00:22Z"), now) == "2025-11-19");
}

TEST_CASE("a moment is RFC 3339, or so long ago", "[time]") {
  CHECK(parse_moment("2026-11-19T10:00:00+02:00", now) == at("2026-11-19T08:00:00Z"));
  CHECK(parse_moment("2h", now) == now - 2h);
  CHECK(parse_moment("0", now) == now);
  CHECK(parse_moment("100000000d", now) == Timestamp{});
  CHECK_FALSE(parse_moment("yesterday", now));
  CHECK_FALSE(parse_moment("", now));
  CHECK_FALSE(parse_moment("2026-13-01T00:00:00Z", now));
}

}  // namespace
}  // namespace cancel::text
