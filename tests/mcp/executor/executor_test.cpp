#include <atomic>
#include <future>
#include <set>

#include "executor_scene.hpp"

using namespace scene;

TEST_CASE("work that ends in time gives its result to its caller", "[executor]") {
  Executor executor(nullptr, {});
  const OperationStatus status = executor.execute(giving("done"), patiently("draw"));
  CHECK(status.state == State::completed);
  CHECK(status.result == text("done"));
  CHECK(status.type == "draw");
  CHECK(status.ended_at >= status.started_at);
  CHECK_FALSE(status.error);
  CHECK_FALSE(status.cancellation);
}

TEST_CASE("work that takes longer goes on behind an id, and its result is had later", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("late");
      },
      ExecuteOptions{.type = "slow", .answer_within = Millis{5}});
  CHECK(begun.state == State::running);
  CHECK_FALSE(begun.result);
  CHECK(executor.wait(begun.id, "", Millis{5})->state == State::running);
  gate.open();
  CHECK(end_of(executor, begun.id).result == text("late"));
  CHECK(executor.status(begun.id, "")->result == text("late"));
}

TEST_CASE("work that fails is failed, with what it said", "[executor]") {
  Executor executor(nullptr, {});
  SECTION("an exception") {
    const auto status =
        executor.execute([](RunningOperation&) -> JsonText { throw std::runtime_error("no paper"); }, patiently());
    CHECK(status.state == State::failed);
    CHECK(status.error == "no paper");
    CHECK_FALSE(status.result);
  }
  SECTION("an error of the protocol") {
    const auto status =
        executor.execute([](RunningOperation&) -> JsonText { throw McpError(-32001, "no ink"); }, patiently());
    CHECK(status.state == State::failed);
    REQUIRE(status.mcp_error);
    CHECK(status.mcp_error->code() == -32001);
  }
  SECTION("a result that says so") {
    const auto status = executor.execute(
        [](RunningOperation&) -> JsonText { throw FailedWith("jam", text("paper jam")); }, patiently());
    CHECK(status.state == State::failed);
    CHECK(status.error == "jam");
    CHECK(status.result == text("paper jam"));
  }
  SECTION("something that is no exception") {
    const auto status = executor.execute([](RunningOperation&) -> JsonText { throw 7; }, patiently());
    CHECK(status.state == State::failed);
    CHECK(status.error == "an exception of unknown type");
  }
}

TEST_CASE("an operation that nobody knows is not there", "[executor]") {
  Executor executor(nullptr, {});
  CHECK_FALSE(executor.status("never-was", ""));
  CHECK_FALSE(executor.wait("", "", long_enough));
  CHECK_FALSE(executor.cancel("never-was", ""));
}

TEST_CASE("all who wait for an operation get the same end", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("shared");
      },
      at_once());
  std::vector<std::future<std::optional<OperationStatus>>> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.push_back(std::async(std::launch::async, [&] { return executor.wait(begun.id, "", long_enough); }));
  }
  gate.wait_for_arrival();
  gate.open();
  for (auto& waiter : waiters) {
    const auto status = waiter.get();
    REQUIRE(status);
    CHECK(status->state == State::completed);
    CHECK(status->result == text("shared"));
  }
}

TEST_CASE("what the work says of its progress is seen while it runs, and stays as it was at the end", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation& operation) {
        operation.progress(3, 10, "reading");
        operation.progress(4, {}, "");
        gate.pass();
        return text("read");
      },
      at_once());
  gate.wait_for_arrival();
  const auto now = executor.status(begun.id, "");
  CHECK(now->progress == 4);
  CHECK_FALSE(now->total);
  CHECK(now->message == "reading");
  gate.open();
  CHECK(end_of(executor, begun.id).message == "reading");
}

TEST_CASE("an owner sees its own operations alone", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  auto options = at_once("private");
  options.owner = "ann";
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("ann's");
      },
      options);
  for (const char* other : {"bob", "", "*"}) {
    INFO(other);
    CHECK_FALSE(executor.status(begun.id, other));
    CHECK_FALSE(executor.wait(begun.id, other, long_enough));
    CHECK_FALSE(executor.cancel(begun.id, other));
    CHECK(executor.list(other).empty());
  }
  CHECK(executor.status(begun.id, "ann"));
  CHECK(executor.list("ann").size() == 1);
  CHECK_FALSE(executor.status(begun.id, "ann")->cancellation);
  gate.open();
}

TEST_CASE("what belongs to nobody is for whoever knows its id", "[executor]") {
  Executor executor(nullptr, {});
  const std::string owner = GENERATE("", "*");
  auto options = patiently();
  options.owner = owner;
  const auto status = executor.execute(giving("free"), options);
  CHECK(executor.status(status.id, "ann"));
  CHECK(executor.status(status.id, ""));
  CHECK(executor.status(status.id, "*"));
}

TEST_CASE("operations are listed in order of their start, and by their state", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto held = [&](RunningOperation&) {
    gate.pass();
    return text("held");
  };
  const auto first = executor.execute(held, at_once("first"));
  const auto second = executor.execute(giving("quick"), patiently("second"));
  const auto third = executor.execute(held, at_once("third"));
  std::vector<std::string> types;
  for (const auto& status : executor.list("")) types.push_back(status.type);
  CHECK(types == std::vector<std::string>{"first", "second", "third"});
  CHECK(executor.list("", State::running).size() == 2);
  REQUIRE(executor.list("", State::completed).size() == 1);
  CHECK(executor.list("", State::completed).front().id == second.id);
  gate.open();
  end_of(executor, first.id);
  end_of(executor, third.id);
}

TEST_CASE("changes of state are told, the end last and once", "[executor]") {
  std::mutex lock;
  std::vector<State> told;
  struct Attachment : OperationAttachment {
    std::atomic<int> changes{0};
    void changed(const OperationStatus&) noexcept override { ++changes; }
  };
  const auto attachment = std::make_shared<Attachment>();
  {
    Executor executor(nullptr, {});
    executor.on_change([&](const OperationStatus& status) {
      const std::lock_guard guard(lock);
      told.push_back(status.state);
      if (told.size() == 1) throw std::runtime_error("a listener's own trouble");
    });
    auto options = patiently();
    options.attachment = attachment;
    CHECK(executor.execute(giving("x"), options).attachment == attachment);
    REQUIRE(executor.stop(long_enough));
    CHECK(told == std::vector<State>{State::running, State::completed});
    CHECK(attachment->changes == 2);
    CHECK(attachment.use_count() > 1);
  }
  CHECK(attachment.use_count() == 1);
}

TEST_CASE("fifty at once each get their own result", "[executor][concurrent]") {
  Executor executor(nullptr, {});
  std::vector<std::future<OperationStatus>> callers;
  for (int i = 0; i < 50; ++i) {
    callers.push_back(std::async(std::launch::async, [&executor, i] {
      const auto begun = executor.execute(giving("result " + std::to_string(i)), at_once());
      if (i % 3 == 0) executor.cancel(begun.id, "");
      return *executor.wait(begun.id, "", long_enough);
    }));
  }
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const OperationStatus status = callers[static_cast<std::size_t>(i)].get();
    ids.insert(status.id);
    if (i % 3 == 0 && status.state == State::cancelled) continue;  // before it began
    CHECK(status.state == State::completed);
    CHECK(status.result == text("result " + std::to_string(i)));
  }
  CHECK(ids.size() == 50);
}
