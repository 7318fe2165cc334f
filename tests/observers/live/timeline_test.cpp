#include <catch2/catch.hpp>

#include "live/timeline.hpp"

using namespace cancel;
using cancel::live::Timeline;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::hours{12}};

TEST_CASE("a timeline counts by time", "[timeline]") {
  Timeline timeline(1s, 10);
  timeline.count(EventType::operation_started, noon + 100ms);
  timeline.count(EventType::operation_started, noon + 999ms);
  timeline.count(EventType::cancellation_requested, noon + 1s);
  const auto steps = timeline.until(noon + 1s);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].from == noon);
  CHECK(steps[0].started == 2);
  CHECK(steps[1].started == 0);
  CHECK(steps[1].requested == 1);
}

TEST_CASE("steps in which nothing happened are there, too", "[timeline]") {
  Timeline timeline(5s, 10);
  timeline.count(EventType::operation_finished, noon);
  timeline.count(EventType::operation_finished, noon + 20s);
  CHECK(timeline.until(noon + 20s).size() == 5);
  CHECK(timeline.until(noon + 31s).size() == 7);
}

TEST_CASE("the oldest steps are dropped", "[timeline]") {
  Timeline timeline(1s, 3);
  for (int second = 0; second < 5; ++second) timeline.count(EventType::operation_started, noon + second * 1s);
  const auto steps = timeline.until(noon + 4s);
  REQUIRE(steps.size() == 3);
  CHECK(steps.front().from == noon + 2s);
  timeline.count(EventType::operation_started, noon);  // too old
  CHECK(timeline.until(noon + 4s).front().started == 1);
}

TEST_CASE("a long silence costs no more than its steps", "[timeline]") {
  Timeline timeline(1s, 3);
  timeline.count(EventType::operation_started, noon);
  timeline.count(EventType::operation_started, noon + std::chrono::hours{100'000});
  CHECK(timeline.until(noon + std::chrono::hours{100'000}).size() == 1);
  CHECK(timeline.until(noon + std::chrono::hours{200'000}).size() <= 3);
}

TEST_CASE("a clock that was set back does no harm", "[timeline]") {
  Timeline timeline(1s, 60);
  timeline.count(EventType::operation_started, noon);
  timeline.count(EventType::operation_started, noon + 30s);
  timeline.count(EventType::operation_started, noon + 10s);
  CHECK(timeline.sum(noon + 30s, 60s).started == 3);
}

TEST_CASE("a clock that was in the far future and is set right counts on", "[timeline]") {
  Timeline timeline(1s, 60);
  timeline.count(EventType::operation_started, noon);
  timeline.count(EventType::operation_started, noon + std::chrono::hours{100'000});
  timeline.count(EventType::operation_started, noon + 1s);
  timeline.count(EventType::operation_started, noon + 2s);
  CHECK(timeline.sum(noon + 2s, 10s).started == 2);
  CHECK(timeline.until(noon + 2s).size() == 2);
}

TEST_CASE("a sum is of the last so many seconds", "[timeline]") {
  Timeline timeline(1s, 60);
  for (int second = 0; second < 20; ++second) timeline.count(EventType::cancellation_completed, noon + second * 1s);
  CHECK(timeline.sum(noon + 19s, 10s).completed == 10);
  CHECK(timeline.sum(noon + 24s, 10s).completed == 5);
  CHECK(timeline.sum(noon + 100s, 10s).completed == 0);
}

TEST_CASE("latencies have percentiles", "[timeline]") {
  Timeline timeline(1s, 60);
  for (int ms = 1; ms <= 100; ++ms) timeline.count_latency(noon, ms * 1ms);
  const auto sum = timeline.sum(noon, 10s);
  CHECK(sum.latencies.percentile_ms(0.5) == Approx(50).epsilon(0.01));
  CHECK(sum.latencies.percentile_ms(0.99) == Approx(99).epsilon(0.01));
}

TEST_CASE("nothing was counted: no steps, sums of zero", "[timeline]") {
  const Timeline timeline(1s, 60);
  CHECK(timeline.until(noon).empty());
  CHECK(timeline.sum(noon, 10s).started == 0);
}

}  // namespace
