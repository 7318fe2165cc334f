#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <mutex>
#include <vector>

#include "executor/timer.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace std::chrono_literals;

TEST_CASE("a timer runs its tasks at their time, the earliest first", "[executor]") {
  std::mutex lock;
  std::vector<int> order;
  std::promise<void> done;
  Timer timer;
  const auto note = [&](int number) {
    return [&, number] {
      const std::lock_guard guard(lock);
      order.push_back(number);
    };
  };
  const auto start = std::chrono::steady_clock::now();
  timer.set(start + 60ms, [&] { done.set_value(); });
  timer.set(start + 40ms, note(3));
  timer.set(start + 20ms, note(1));
  timer.set(start + 20ms, note(2));
  REQUIRE(done.get_future().wait_for(20s) == std::future_status::ready);
  CHECK(std::chrono::steady_clock::now() - start >= 60ms);
  CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("a task that is dropped, or left when the timer ends, does not run", "[executor]") {
  std::atomic<int> runs{0};
  {
    Timer timer;
    std::promise<void> later;
    const auto start = std::chrono::steady_clock::now();
    const auto alarm = timer.set(start + 10ms, [&] { ++runs; });
    timer.drop(alarm);
    timer.drop(alarm);
    timer.set(start + 20ms, [&] { later.set_value(); });
    timer.set(steady_after(longest_duration), [&] { ++runs; });
    REQUIRE(later.get_future().wait_for(20s) == std::future_status::ready);
  }
  CHECK(runs == 0);
}

TEST_CASE("a task may set and drop others", "[executor]") {
  std::promise<void> done;
  Timer timer;
  const auto other = timer.set(steady_after(Millis{600'000}), [] {});
  timer.set(steady_after(Millis{0}), [&] {
    timer.drop(other);
    timer.set(steady_after(Millis{1}), [&] { done.set_value(); });
  });
  CHECK(done.get_future().wait_for(20s) == std::future_status::ready);
}
