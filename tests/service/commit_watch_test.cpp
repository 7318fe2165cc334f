#include "commit_watch.hpp"

#include <catch2/catch.hpp>

namespace cancel {
namespace {

using namespace std::chrono_literals;

std::uint64_t up_to(const CommitTimes& times, std::optional<double> most_ms) {
  for (const CommitTimes::Bucket& bucket : times.buckets) {
    if (bucket.most_ms == most_ms) return bucket.count;
  }
  FAIL("there is no such bucket");
  return 0;
}

TEST_CASE("a watch that has seen nothing has all buckets, empty", "[service]") {
  const CommitTimes times = CommitWatch{}.told();
  CHECK(times.count == 0);
  CHECK(times.seconds_sum == 0);
  REQUIRE(times.buckets.size() == 14);
  CHECK(times.buckets.front() == CommitTimes::Bucket{0.1, 0});
  CHECK(times.buckets.back() == CommitTimes::Bucket{{}, 0});
}

TEST_CASE("a bucket counts all appends that took at most its bound", "[service]") {
  CommitWatch watch;
  for (const Moment took : {Moment{0}, Moment{100}, Moment{101}, Moment{2'500}, Moment{1s}, Moment{1s} + Moment{1}}) {
    watch.add(took);
  }
  watch.add(1h);
  const CommitTimes times = watch.told();
  CHECK(times.count == 7);
  CHECK(times.seconds_sum == Approx(3'602.002702));
  CHECK(up_to(times, 0.1) == 2);
  CHECK(up_to(times, 0.25) == 3);
  CHECK(up_to(times, 1) == 3);
  CHECK(up_to(times, 2.5) == 4);
  CHECK(up_to(times, 500) == 4);
  CHECK(up_to(times, 1'000) == 5);
  CHECK(up_to(times, {}) == 7);
}

}  // namespace
}  // namespace cancel
