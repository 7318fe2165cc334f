#include <future>

#include "cancel/token/cancellation_callback.hpp"
#include "executor_scene.hpp"

using namespace scene;

namespace {

Cancellation because(const std::string& reason, Cause cause = Cause::user_requested) {
  return Cancellation{.reason = reason, .cause = cause, .requested_by = "the tester"};
}

}  // namespace

TEST_CASE("cancelled is a state of its own, with its reason", "[executor]") {
  Executor executor(nullptr, {});
  const auto begun = executor.execute(until_cancelled, at_once());
  const CancellationWish wish{.reason = "wrong picture", .cause = Cause::superseded, .requested_by = "the tester"};
  REQUIRE(executor.cancel(begun.id, "", wish));
  const auto status = end_of(executor, begun.id);
  CHECK(status.state == State::cancelled);
  REQUIRE(status.cancellation);
  CHECK(status.cancellation->reason == "wrong picture");
  CHECK(status.cancellation->cause == Cause::superseded);
  CHECK(status.cancellation->requested_by == "the tester");
  CHECK_FALSE(status.result);
  CHECK_FALSE(status.error);
}

TEST_CASE("an operation that was told to stop says so as long as it runs", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation& operation) {
        gate.pass();
        operation.token().throw_if_cancelled();
        return text("");
      },
      at_once());
  gate.wait_for_arrival();
  REQUIRE(executor.cancel(begun.id, "", {.reason = "first"}));
  REQUIRE(executor.cancel(begun.id, "", {.reason = "second"}));
  const auto now = executor.status(begun.id, "");
  CHECK(now->state == State::running);
  REQUIRE(now->cancellation);
  CHECK(now->cancellation->reason == "first");
  gate.open();
  CHECK(end_of(executor, begun.id).cancellation->reason == "first");
}

TEST_CASE("work that gives its result although it was told to stop has won", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("all the same");
      },
      at_once());
  gate.wait_for_arrival();
  executor.cancel(begun.id, "");
  gate.open();
  const auto status = end_of(executor, begun.id);
  CHECK(status.state == State::completed);
  CHECK(status.result == text("all the same"));
}

TEST_CASE("work that fails after it was told to stop is cancelled, and keeps what it said", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation& operation) -> JsonText {
        gate.pass();
        operation.token().wait(Stage::requested, 20s);
        throw std::runtime_error("the pipe broke");
      },
      at_once());
  gate.open();
  gate.wait_for_arrival();
  executor.cancel(begun.id, "", {.reason = "enough"});
  const auto status = end_of(executor, begun.id);
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->reason == "enough");
  CHECK(status.error == "the pipe broke");
}

TEST_CASE("a cancellation after the end changes nothing", "[executor]") {
  Executor executor(nullptr, {});
  const auto ended = executor.execute(giving("kept"), patiently());
  CHECK(executor.cancel(ended.id, "", {.reason = "too late"}));
  const auto status = executor.status(ended.id, "");
  CHECK(status->state == State::completed);
  CHECK(status->result == text("kept"));
  CHECK_FALSE(status->cancellation);
  CHECK(status->updated_at == ended.updated_at);
}

TEST_CASE("a caller that is cancelled leaves at once, and stops the work for its own reason", "[executor]") {
  Executor executor(nullptr, {});
  const CancellationSource call;
  auto options = patiently();
  options.caller = call.token();
  Gate gate;
  auto caller = std::async(std::launch::async, [&] {
    return executor.execute(
        [&](RunningOperation& operation) -> JsonText {
          gate.pass();  // works on for a while
          operation.token().wait(Stage::requested, 20s);
          throw Cancelled(*operation.token().cancellation());
        },
        options);
  });
  gate.wait_for_arrival();
  call.cancel(because("gave up waiting", Cause::timeout));
  const OperationStatus left = caller.get();
  CHECK(left.state == State::running);
  REQUIRE(left.cancellation);
  CHECK(left.cancellation->reason == "gave up waiting");
  gate.open();
  const auto status = end_of(executor, left.id);
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->reason == "gave up waiting");
  CHECK(status.cancellation->cause == Cause::timeout);
  CHECK(status.cancellation->requested_by == "the tester");
}

TEST_CASE("detached work goes on when its caller is cancelled, which leaves at once", "[executor]") {
  Executor executor(nullptr, {});
  const CancellationSource call;
  auto options = patiently();
  options.caller = call.token();
  options.stop_with_caller = false;
  Gate gate;
  auto caller = std::async(std::launch::async, [&] {
    return executor.execute(
        [&](RunningOperation& operation) {
          gate.pass();
          operation.token().throw_if_cancelled();
          return text("for whoever asks");
        },
        options);
  });
  gate.wait_for_arrival();
  call.cancel(because("gave up waiting"));
  const OperationStatus left = caller.get();
  CHECK(left.state == State::running);
  CHECK_FALSE(left.cancellation);
  gate.open();
  CHECK(end_of(executor, left.id).result == text("for whoever asks"));
}

TEST_CASE("the work of a caller that was cancelled before never runs, unless it is detached", "[executor]") {
  Executor executor(nullptr, {});
  const CancellationSource call;
  call.cancel(because("before"));
  auto options = patiently();
  options.caller = call.token();
  CHECK_THROWS_AS(executor.execute(giving("never"), options), Cancelled);
  CHECK(executor.list("").empty());
  options.stop_with_caller = false;
  CHECK(end_of(executor, executor.execute(giving("detached"), options).id).result == text("detached"));
}

TEST_CASE("a waiter that is cancelled leaves at once, and the operation goes on", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("on and on");
      },
      at_once());
  const CancellationSource call;
  auto waiter = std::async(std::launch::async, [&] { return executor.wait(begun.id, "", long_enough, call.token()); });
  gate.wait_for_arrival();
  call.cancel();
  const auto seen = waiter.get();
  CHECK(seen->state == State::running);
  CHECK_FALSE(seen->cancellation);
  gate.open();
  CHECK(end_of(executor, begun.id).state == State::completed);
}

TEST_CASE("work that hangs under a token is cancelled with it; under a cancelled one it never runs", "[executor]") {
  Executor executor(nullptr, {});
  const CancellationSource session;
  auto options = at_once();
  options.parents = {session.token()};
  const auto begun = executor.execute(until_cancelled, options);
  session.cancel(because("the session is over", Cause::client_disconnected));
  const auto status = end_of(executor, begun.id);
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->reason == "the session is over");
  CHECK(status.cancellation->cause == Cause::parent_cancelled);

  bool has_run = false;
  const auto never = executor.execute(
      [&](RunningOperation&) {
        has_run = true;
        return text("");
      },
      options);
  CHECK(end_of(executor, never.id).state == State::cancelled);
  CHECK_FALSE(has_run);
}

TEST_CASE("to look at an operation is not to take up its cancellation", "[executor]") {
  Gate gate;
  Executor executor(nullptr, {});
  const CancellationSource session;
  auto options = at_once();
  options.parents = {session.token()};
  const auto begun = executor.execute(
      [&](RunningOperation&) {
        gate.pass();
        return text("");
      },
      options);
  gate.wait_for_arrival();
  session.cancel(because("from above"));
  REQUIRE(executor.status(begun.id, "")->cancellation);
  CHECK(executor.status(begun.id, "")->cancellation->reason == "from above");
  gate.open();
  CHECK(end_of(executor, begun.id).state == State::completed);
}

TEST_CASE("a callback that takes its time holds up neither a caller that leaves nor others", "[executor]") {
  Gate ready;
  Gate in_callback;
  Gate in_work;
  Executor executor(nullptr, {});
  const CancellationSource call;
  auto options = patiently();
  options.caller = call.token();
  auto caller = std::async(std::launch::async, [&] {
    return executor.execute(
        [&](RunningOperation& operation) -> JsonText {
          const CancellationCallback slow(operation.token(), [&] { in_callback.pass(); });
          ready.open();
          in_work.pass();
          return until_cancelled(operation);
        },
        options);
  });
  ready.pass();
  call.cancel();
  in_callback.wait_for_arrival();
  REQUIRE(caller.wait_for(20s) == std::future_status::ready);
  CHECK(executor.execute(giving("meanwhile"), patiently()).state == State::completed);
  in_callback.open();
  in_work.open();
  CHECK(end_of(executor, caller.get().id).state == State::cancelled);
}
