#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;
using namespace std::chrono_literals;

TEST_CASE("waiting for a token that nobody cancels ends with its time", "[token][wait]") {
  const CancellationSource source;
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(source.token().wait(Stage::requested, 2ms));
  CHECK(std::chrono::steady_clock::now() - begin >= 2ms);
  CHECK_FALSE(source.token().wait(Stage::requested, 0ns));
  CHECK_FALSE(source.token().wait(Stage::requested, -1h));
}

TEST_CASE("waiting for what was reached before does not wait", "[token][wait]") {
  const CancellationSource source;
  source.cancel({.mode = Mode::force});
  source.complete();
  for (Stage stage : {Stage::requested, Stage::forced, Stage::completed}) {
    CHECK(source.token().wait(stage, 0ns));
    CHECK(source.token().wait(stage, std::chrono::nanoseconds::max()));
  }
}

TEST_CASE("a waiting thread is woken by what it waits for", "[token][wait]") {
  const CancellationSource source;
  const auto wake = GENERATE(Stage::requested, Stage::forced, Stage::completed);
  std::atomic<bool> reached{false};
  std::atomic<pid_t> thread{0};
  std::jthread waiting([&] {
    thread = gettid();
    reached = source.token().wait(wake, std::chrono::nanoseconds::max());
  });
  CHECK(eventually([&] { return thread != 0 && is_asleep(thread); }));
  source.cancel({.mode = wake == Stage::forced ? Mode::force : Mode::graceful});
  if (wake == Stage::completed) source.complete();
  waiting.join();
  CHECK(reached);
}

TEST_CASE("waiting for force or for completion does not end with a graceful request", "[token][wait]") {
  const CancellationSource source;
  source.cancel();
  CHECK_FALSE(source.token().wait(Stage::forced, 1ms));
  CHECK_FALSE(source.token().wait(Stage::completed, 1ms));
}

TEST_CASE("one cancellation wakes all that wait, on descendants too", "[token][wait]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  std::atomic<int> woken{0};
  {
    std::vector<std::jthread> waiting;
    for (int count = 0; count < 16; ++count) {
      const CancellationToken token = count % 2 == 0 ? parent.token() : child.token();
      waiting.emplace_back([token, &woken] { woken += token.wait(Stage::requested, 60s) ? 1 : 0; });
    }
    parent.cancel();
  }
  CHECK(woken == 16);
}

TEST_CASE("waiting threads are woken before the first callback runs", "[token][wait]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  std::atomic<bool> woken_while_calling{false};
  std::atomic<pid_t> thread{0};
  Gate woken;
  std::jthread waiting([&] {
    thread = gettid();
    if (child.token().wait(Stage::requested, 60s)) woken.open();
  });
  CHECK(eventually([&] { return thread != 0 && is_asleep(thread); }));
  const CancellationCallback callback(parent.token(), [&] {
    woken.pass();
    woken_while_calling = true;
  });
  parent.cancel();
  CHECK(woken_while_calling);
}
