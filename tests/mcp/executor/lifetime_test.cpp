#include <future>

#include "executor_scene.hpp"

using namespace scene;

TEST_CASE("an operation is cancelled when its lifetime is over, with cause timeout", "[executor]") {
  Executor executor(nullptr, {.max_lifetime = Millis{20}});
  const auto status = end_of(executor, executor.execute(until_cancelled, at_once()).id);
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->cause == Cause::timeout);
  CHECK(status.cancellation->reason == "it ran longer than 20 ms");
  CHECK(*status.ended_at - status.started_at >= 15ms);
}

TEST_CASE("an operation's own lifetime counts in place of the executor's", "[executor]") {
  Executor executor(nullptr, {.max_lifetime = Millis{600'000}});
  auto options = at_once();
  options.max_lifetime = Millis{1};
  CHECK(end_of(executor, executor.execute(until_cancelled, options).id).cancellation->cause == Cause::timeout);
}

TEST_CASE("the longest lifetime and retention that can be written are no trouble", "[executor]") {
  Executor executor(nullptr, {.max_lifetime = longest_duration, .retention = longest_duration});
  const auto status = executor.execute(giving("fine"), patiently());
  CHECK(executor.status(status.id, ""));
}

TEST_CASE("an ended operation is forgotten when its retention is over, and not before", "[executor]") {
  Executor executor(nullptr, {.retention = Millis{100}});
  const auto before = std::chrono::steady_clock::now();
  const auto status = executor.execute(giving("kept"), patiently());
  REQUIRE(eventually([&] { return !executor.status(status.id, ""); }));
  CHECK(std::chrono::steady_clock::now() - before >= 100ms);
  CHECK(executor.list("").empty());
}

TEST_CASE("a running operation is not forgotten, however short the retention", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {.retention = Millis{0}});
  auto options = at_once();
  options.time_to_live = Millis{0};
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("");
      },
      options);
  const auto quick = executor.execute(giving("quick"), patiently());
  REQUIRE(eventually([&] { return !executor.status(quick.id, ""); }));
  CHECK(executor.status(begun.id, ""));
  gate.open();
  CHECK(eventually([&] { return !executor.status(begun.id, ""); }));
}

TEST_CASE("a time to live counts from the start, and outlasts the retention", "[executor]") {
  Executor executor(nullptr, {.retention = Millis{0}});
  auto options = patiently();
  options.time_to_live = Millis{150};
  const auto before = std::chrono::steady_clock::now();
  const auto status = executor.execute(giving("kept"), options);
  REQUIRE(eventually([&] { return !executor.status(status.id, ""); }));
  CHECK(std::chrono::steady_clock::now() - before >= 150ms);
}

TEST_CASE("of too many ended operations the oldest leave early; running ones never do", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {.max_kept = 2});
  const auto held = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("");
      },
      at_once());
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(executor.execute(giving("x"), patiently()).id);
  REQUIRE(eventually([&] { return executor.list("").size() == 3; }));
  CHECK_FALSE(executor.status(ids[0], ""));
  CHECK_FALSE(executor.status(ids[1], ""));
  CHECK(executor.status(ids[2], ""));
  CHECK(executor.status(ids[3], ""));
  CHECK(executor.status(held.id, ""));
  gate.open();
}

TEST_CASE("no more run at once than are allowed; further ones are refused, and fit in later", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {.max_running = 2});
  const auto held = [&](RunningOperation&) {
    gate.pass();
    return text("");
  };
  const auto first = executor.execute(held, at_once());
  const auto second = executor.execute(held, at_once());
  CHECK_THROWS_AS(executor.execute(giving("third"), at_once()), TooManyOperations);
  gate.open();
  end_of(executor, first.id);
  CHECK(executor.execute(giving("third"), patiently()).state == State::completed);
  end_of(executor, second.id);
}

TEST_CASE("stop() cancels what runs with cause server_shutdown, and may be called again", "[executor]") {
  Executor executor(nullptr, {});
  const auto begun = executor.execute(until_cancelled, at_once());
  CHECK(executor.stop(long_enough, "good night"));
  const auto status = executor.status(begun.id, "");
  CHECK(status->state == State::cancelled);
  CHECK(status->cancellation->cause == Cause::server_shutdown);
  CHECK(status->cancellation->reason == "good night");
  CHECK(executor.stop(Millis{0}));
  CHECK(executor.stop(long_enough, "again"));
}

TEST_CASE("nothing is begun after stop(); what has ended can still be asked for", "[executor]") {
  Executor executor(nullptr, {});
  const auto ended = executor.execute(giving("kept"), patiently());
  REQUIRE(executor.stop());
  CHECK_THROWS_AS(executor.execute(giving("never"), at_once()), ShuttingDown);
  CHECK(executor.status(ended.id, "")->result == text("kept"));
}

TEST_CASE("stop() gives up on work that ignores it when the time is over", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto hanging = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("at last");
      },
      at_once());
  gate.wait_for_arrival();
  CHECK_FALSE(executor.stop(Millis{10}));
  CHECK(executor.status(hanging.id, "")->state == State::running);
  gate.open();
  CHECK(executor.stop(long_enough));
  CHECK(executor.status(hanging.id, "")->result == text("at last"));
}

TEST_CASE("two threads may stop it while others begin, wait and cancel", "[executor][concurrent]") {
  Executor executor(nullptr, {});
  std::vector<std::future<void>> callers;
  for (int i = 0; i < 4; ++i) {
    callers.push_back(std::async(std::launch::async, [&executor, i] {
      try {
        for (;;) {
          const auto begun = executor.execute(i % 2 == 0 ? giving("x") : Executor::Task(until_cancelled), at_once());
          if (i == 3) executor.cancel(begun.id, "");
          if (i != 1) executor.wait(begun.id, "", long_enough);
        }
      } catch (const ShuttingDown&) {
      } catch (const TooManyOperations&) {
      }
    }));
  }
  REQUIRE(eventually([&] { return executor.list("").size() > 4; }));
  auto other = std::async(std::launch::async, [&] { return executor.stop(long_enough, "one"); });
  CHECK(executor.stop(long_enough, "two"));
  CHECK(other.get());
  for (auto& caller : callers) caller.get();
  CHECK(executor.list("", State::running).empty());
}
