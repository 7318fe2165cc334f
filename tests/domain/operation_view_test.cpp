#include <catch2/catch.hpp>

#include "world.hpp"

// What is shown of an operation that runs: whose child it is, its times, and why it is cancelled.

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;

namespace {

OperationView shown_of(const World& world, const std::string& id) {
  return view_operation(world.token(id), world.policy);
}

StartOperation timed(const std::string& id) {
  StartOperation command = start(id);
  command.deadline = Millis{60'000};
  command.grace = Millis{5'000};
  command.force = Millis{0};
  return command;
}

}  // namespace

TEST_CASE("an operation shows its parents and the times that it was started with", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(create("p"));
  StartOperation command = timed("work");
  command.token = name("shared");
  command.parents = {name("p")};
  REQUIRE_FALSE(world.run(command));
  world.run(start("bare"));

  const OperationView view = shown_of(world, "work");
  CHECK(view.parents == std::vector{name("shared"), name("p")});
  CHECK(view.grace == Millis{5'000});
  CHECK(view.force == Millis{0});
  CHECK_FALSE(view.escalates_at);
  CHECK_FALSE(view.unconfirmed_at);
  CHECK_FALSE(view.requested_at);
  CHECK_FALSE(view.cause);
  CHECK_FALSE(view.mode);
  CHECK(shown_of(world, "bare").parents.empty());
  CHECK_FALSE(shown_of(world, "bare").grace);
  CHECK_FALSE(shown_of(world, "bare").force);
}

TEST_CASE("a graceful cancellation shows when it becomes force, a forced one when it counts as unconfirmed",
          "[domain]") {
  World world;
  StartOperation command = timed("work");
  command.force = Millis{700};
  world.run(command);
  CancelToken cancel = cancel_token("work");
  cancel.wish.reason = "enough";
  cancel.wish.cause = Cause::superseded;
  cancel.wish.requested_by = "ann";
  world.run(cancel);
  const Timestamp requested = world.now;
  OperationView view = shown_of(world, "work");
  CHECK(view.cancelled);
  CHECK(view.requested_at == requested);
  CHECK(view.cause == Cause::superseded);
  CHECK(view.mode == Mode::graceful);
  CHECK(view.reason == "enough");
  CHECK(view.requested_by == "ann");
  CHECK(view.escalates_at == requested + 5s);
  CHECK_FALSE(view.unconfirmed_at);

  world.run(executed("work"));
  CHECK(shown_of(world, "work").escalates_at == requested + 5s);

  world.elapse(grace_elapsed(world, "work"));
  view = shown_of(world, "work");
  CHECK(view.mode == Mode::force);
  CHECK(view.requested_at == requested);
  CHECK_FALSE(view.escalates_at);
  CHECK(view.unconfirmed_at == world.now + 700ms);

  world.elapse(force_elapsed(world, "work"));
  view = shown_of(world, "work");
  CHECK(view.state == TokenState::expired);
  CHECK_FALSE(view.escalates_at);
  CHECK_FALSE(view.unconfirmed_at);
}

TEST_CASE("the times that a cancel names go before the operation's, and those before the configured ones", "[domain]") {
  World world;
  world.policy.grace = Millis{2'000};
  world.policy.force = Millis{3'000};
  world.run(start("bare"));
  world.run(cancel_token("bare"));
  CHECK(shown_of(world, "bare").escalates_at == world.now + 2s);
  world.run(timed("named"));
  CancelToken cancel = cancel_token("named", Mode::force);
  cancel.wish.force = Millis{9'000};
  world.run(cancel);
  CHECK(shown_of(world, "named").unconfirmed_at == world.now + 9s);
  world.run(start("forced"));
  world.run(cancel_token("forced", Mode::force));
  CHECK(shown_of(world, "forced").unconfirmed_at == world.now + 3s);
}

TEST_CASE("lists and statuses show the same of an operation", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  world.run(cancel_token("shared"));
  const std::vector<OperationView> expected{shown_of(world, "work")};
  CHECK(expected.front().cause == Cause::parent_cancelled);
  CHECK(operations_under(world.state, world.policy, world.token("shared")) == expected);
  CHECK(list_operations(world.state, world.policy, ListOperations{{}, {}, {}, {}, 10, 0}).operations == expected);
}
