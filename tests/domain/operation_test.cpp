#include <catch2/catch.hpp>

#include "cancel/domain/timers.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using Words = std::vector<std::string>;

TEST_CASE("an operation makes its own token, and releases it when it finishes", "[domain]") {
  World world;
  REQUIRE_FALSE(world.run(start("work")));
  CHECK(world.last() == Words{"work TokenCreated", "work OperationStarted"});
  CHECK_FALSE(world.last_events()[0].of_operation);
  CHECK(world.last_events()[1].of_operation);
  world.run(finish("work", Outcome::succeeded));
  CHECK(world.last() == Words{"work OperationFinished succeeded"});
  CHECK(world.state_of("work") == TokenState::released);
  CHECK(world.run(start("work"))->code == ErrorCode::exists);
  CHECK(world.run(finish("work"))->code == ErrorCode::already_terminal);
}

TEST_CASE("an operation adopts a token that no operation has had, with its children", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(create("own"));
  world.run(start("below", {"own"}));
  REQUIRE_FALSE(world.run(start("own", {"shared"})));
  CHECK(world.last() == Words{"own OperationStarted"});
  world.run(cancel_token("shared"));
  CHECK(world.state_of("below") == TokenState::requested);
  CHECK(world.state_of("own") == TokenState::requested);
}

TEST_CASE("work that starts under a cancelled token never runs", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(cancel_token("shared", Mode::force));
  REQUIRE_FALSE(world.run(start("work", {"shared"})));
  CHECK(world.last().empty());
  REQUIRE(world.remark.not_started);
  CHECK(world.remark.not_started->cause == Cause::parent_cancelled);
  CHECK(world.remark.not_started->mode == Mode::force);
}

TEST_CASE("work that runs already is recorded under a cancelled token, which is complete again when it ends", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(cancel_token("shared"));
  CHECK(world.state_of("shared") == TokenState::completed);
  REQUIRE_FALSE(world.run(late_start("work", {"shared"})));
  CHECK(world.last() == Words{"work TokenCreated", "work OperationStarted",
                              "work CancellationRequested graceful parent_cancelled"});
  CHECK(world.state_of("shared") == TokenState::requested);
  world.run(finish("work", Outcome::failed));
  CHECK(world.last() == Words{"work CancellationCompleted failed", "shared CancellationCompleted stopped"});
  CHECK(world.state_of("shared") == TokenState::completed);
}

TEST_CASE("work that runs already under an ended token is cancelled by what is above that", "[domain]") {
  World world;
  world.run(create("top"));
  world.run(create("middle", {"top"}));
  world.run(release("middle"));
  world.run(cancel_token("top"));
  CHECK(world.run(start("work", {"middle"}))->code == ErrorCode::already_terminal);
  REQUIRE_FALSE(world.run(late_start("work", {"middle"})));
  CHECK(world.state_of("work") == TokenState::requested);
  CHECK(world.state_of("top") == TokenState::requested);
}

TEST_CASE("executed is told once, and only of a cancellation", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  world.run(executed("work"));
  CHECK(world.last().empty());
  world.run(cancel_token("shared"));
  world.run(executed("work"));
  CHECK(world.last() == Words{"work CancellationExecuted"});
  CHECK(world.state_of("shared") == TokenState::executed);
  world.run(executed("work"));
  CHECK(world.last().empty());
  CHECK(world.run(executed("shared"))->code == ErrorCode::operation_not_found);
}

TEST_CASE("a cancelled operation is complete when nothing else runs under its token", "[domain]") {
  World world;
  world.run(start("outer"));
  world.run(start("inner", {"outer"}));
  world.run(cancel_token("outer"));
  world.run(finish("outer", Outcome::succeeded));
  CHECK(world.last() == Words{"outer OperationFinished succeeded"});
  CHECK(world.state_of("outer") == TokenState::requested);
  world.run(finish("inner"));
  CHECK(world.last() == Words{"inner CancellationCompleted stopped", "outer CancellationCompleted succeeded"});
}

TEST_CASE("ancestors complete nearest first", "[domain]") {
  World world;
  world.run(create("far"));
  world.run(create("near", {"far"}));
  world.run(start("work", {"near"}));
  world.run(cancel_token("far"));
  world.run(finish("work"));
  CHECK(world.last() == Words{"work CancellationCompleted stopped", "near CancellationCompleted stopped",
                              "far CancellationCompleted stopped"});
}

TEST_CASE("grace over escalates that operation alone; force time over leaves it unconfirmed until it is late", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  world.run(start("other", {"shared"}));
  world.run(cancel_token("shared"));
  world.elapse(grace_elapsed(world, "work"));
  CHECK(world.last() == Words{"work CancellationEscalated grace_elapsed"});
  CHECK(world.token("shared").cancellation->mode == Mode::graceful);
  world.elapse(force_elapsed(world, "work"));
  CHECK(world.last() == Words{"work CancellationExpired unconfirmed"});
  CHECK(world.state_of("work") == TokenState::expired);
  CHECK(world.state_of("shared") == TokenState::requested);

  world.run(executed("work"));
  CHECK(world.state_of("work") == TokenState::expired);
  world.run(finish("other"));
  CHECK(world.last() == Words{"other CancellationCompleted stopped", "shared CancellationExpired unconfirmed"});
  CHECK(world.state_of("shared") == TokenState::expired);
  world.run(finish("work"));
  CHECK(world.last() == Words{"work CancellationCompleted stopped late", "shared CancellationCompleted stopped late"});
  CHECK(world.state_of("shared") == TokenState::completed);
}

TEST_CASE("the last unconfirmed stop makes its ancestors unconfirmed in the same append", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  world.run(cancel_token("shared", Mode::force));
  world.elapse(force_elapsed(world, "work"));
  CHECK(world.last() == Words{"work CancellationExpired unconfirmed", "shared CancellationExpired unconfirmed"});
  world.elapse(force_elapsed(world, "work"));
  CHECK(world.last().empty());
}

TEST_CASE("a cancel over work that is unconfirmed already is unconfirmed at once", "[domain]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  world.run(cancel_token("work", Mode::force));
  world.elapse(force_elapsed(world, "work"));
  world.run(cancel_token("shared"));
  CHECK(world.last() == Words{"shared CancellationRequested graceful user_requested",
                              "shared CancellationExpired unconfirmed"});
}

TEST_CASE("a deadline cancels with cause timeout and no reason, once", "[domain]") {
  World world;
  StartOperation command = start("work");
  command.deadline = Millis{50};
  world.run(command);
  const auto due = next_due(world.token("work"), world.policy);
  REQUIRE(due);
  CHECK(due->at == world.now + Millis{50});
  world.elapse(due->what);
  CHECK(world.last() == Words{"work CancellationRequested graceful timeout"});
  CHECK_FALSE(world.token("work").cancellation->reason);
  world.elapse(DeadlineElapsed{world.token("work").key});
  CHECK(world.last().empty());
}

TEST_CASE("the time-to-live counts while nothing runs, anew when the last operation ends", "[domain]") {
  World world;
  CreateToken command = create("shared");
  command.ttl = Millis{100};
  world.run(command);
  CHECK(next_due(world.token("shared"), world.policy)->at == world.now + Millis{100});
  world.run(start("work", {"shared"}));
  CHECK_FALSE(next_due(world.token("shared"), world.policy));
  CHECK_FALSE(view(world.token("shared")).expires_at);
  world.elapse(TtlElapsed{world.token("shared").key});
  CHECK(world.last().empty());
  world.run(finish("work", Outcome::succeeded));
  CHECK(next_due(world.token("shared"), world.policy)->at == world.now + Millis{100});
  world.elapse(TtlElapsed{world.token("shared").key});
  CHECK(world.last() == Words{"shared CancellationExpired ttl"});
  CHECK(world.state_of("shared") == TokenState::expired);
  CHECK(world.run(cancel_token("shared"))->code == ErrorCode::already_terminal);
}

TEST_CASE("grace and force times: the cancel's, else the operation's, else the configured ones", "[domain]") {
  World world;
  StartOperation with_times = start("own");
  with_times.grace = Millis{11};
  with_times.force = Millis{12};
  world.run(with_times);
  world.run(start("plain"));
  const auto left = [&](const char* id) { return next_due(world.token(id), world.policy)->at - world.now; };
  world.run(cancel_token("own"));
  CHECK(left("own") == Millis{11});
  world.elapse(grace_elapsed(world, "own"));
  CHECK(left("own") == Millis{12});
  CancelToken cancel = cancel_token("plain");
  cancel.wish.force = Millis{13};
  world.run(cancel);
  CHECK(left("plain") == world.policy.grace);
  world.elapse(grace_elapsed(world, "plain"));
  CHECK(left("plain") == Millis{13});
}

TEST_CASE("limits of operations hold in all and in a namespace", "[domain]") {
  World world;
  world.policy.max_operations = 3;
  world.policy.max_operations_per_namespace = 2;
  world.run(start("a"));
  world.run(start("b"));
  CHECK(world.run(start("c"))->limit == "max_operations_per_namespace");
  StartOperation elsewhere = start("c");
  elsewhere.name.space = "elsewhere";
  CHECK_FALSE(world.run(elsewhere));
  elsewhere.name.id = "d";
  CHECK(world.run(elsewhere)->limit == "max_operations");
  world.run(finish("a", Outcome::succeeded));
  CHECK_FALSE(world.run(start("c")));
}
