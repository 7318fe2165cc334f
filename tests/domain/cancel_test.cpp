#include <catch2/catch.hpp>

#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using Words = std::vector<std::string>;

TEST_CASE("a token under which nothing runs is complete at once", "[domain]") {
  World world;
  world.run(create("a"));
  REQUIRE_FALSE(world.run(cancel_token("a")));
  CHECK(world.last() == Words{"a CancellationRequested graceful user_requested",
                              "a CancellationCompleted nothing_running"});
  CHECK(world.state_of("a") == TokenState::completed);
}

TEST_CASE("a second cancel keeps the first reason and causes nothing", "[domain]") {
  World world;
  world.run(create("a"));
  CancelToken first = cancel_token("a");
  first.wish.reason = "first";
  first.wish.requested_by = "alice";
  world.run(first);
  CancelToken second = cancel_token("a", Mode::force);
  second.wish.reason = "second";
  REQUIRE_FALSE(world.run(second));
  CHECK(world.remark.already_cancelled);
  CHECK(world.last().empty());
  CHECK(world.token("a").cancellation->reason == "first");
  CHECK(world.token("a").cancellation->requested_by == "alice");
}

TEST_CASE("a second cancel is refused where that was asked for", "[domain]") {
  World world;
  world.run(create("a"));
  CancelToken again = cancel_token("a");
  again.error_if_cancelled = true;
  REQUIRE_FALSE(world.run(again));
  const auto error = world.run(again);
  REQUIRE(error);
  CHECK(error->code == ErrorCode::already_requested);
}

TEST_CASE("an unknown token is not cancelled, unless the cancel shall be remembered", "[domain]") {
  World world;
  CancelToken cancel = cancel_token("later");
  const auto error = world.run(cancel);
  REQUIRE(error);
  CHECK(error->code == ErrorCode::token_not_found);

  cancel.remember_if_absent = true;
  cancel.wish.reason = "not needed";
  REQUIRE_FALSE(world.run(cancel));
  CHECK(world.state_of("later") == TokenState::completed);
  CHECK_FALSE(view(world.token("later")).created_at);

  SECTION("a later create meets it") {
    REQUIRE_FALSE(world.run(create("later")));
    CHECK(world.last() == Words{"later TokenCreated"});
    CHECK(world.token("later").cancellation->reason == "not needed");
    CHECK(view(world.token("later")).created_at);
    CHECK(world.run(create("later"))->code == ErrorCode::exists);
  }
  SECTION("a start under it is refused") {
    REQUIRE_FALSE(world.run(start("later")));
    CHECK(world.last().empty());
    REQUIRE(world.remark.not_started);
    CHECK(world.remark.not_started->cause == Cause::user_requested);
  }
  SECTION("work that runs already is recorded, created first") {
    REQUIRE_FALSE(world.run(late_start("later")));
    CHECK(world.last() == Words{"later TokenCreated", "later OperationStarted"});
    CHECK(world.state_of("later") == TokenState::requested);
    world.run(finish("later"));
    CHECK(world.last() == Words{"later CancellationCompleted stopped"});
  }
}

TEST_CASE("a cancel reaches all descendants breadth first, and no parent or sibling", "[domain]") {
  World world;
  for (const char* id : {"root", "other"}) world.run(create(id));
  world.run(create("left", {"root"}));
  world.run(create("right", {"root", "other"}));
  world.run(create("diamond", {"right", "left"}));
  world.run(cancel_token("root"));
  CHECK(world.last() == Words{"root CancellationRequested graceful user_requested",
                              "left CancellationRequested graceful parent_cancelled",
                              "right CancellationRequested graceful parent_cancelled",
                              "diamond CancellationRequested graceful parent_cancelled",
                              "root CancellationCompleted nothing_running",
                              "left CancellationCompleted nothing_running",
                              "right CancellationCompleted nothing_running",
                              "diamond CancellationCompleted nothing_running"});
  CHECK(world.state_of("other") == TokenState::active);
}

TEST_CASE("a cascade passes through ended tokens to what is below them", "[domain]") {
  World world;
  world.run(create("root"));
  world.run(start("middle", {"root"}));
  world.run(start("leaf", {"middle"}));
  world.run(finish("middle", Outcome::succeeded));
  CHECK(world.state_of("middle") == TokenState::released);
  world.run(cancel_token("root"));
  CHECK(world.last() == Words{"root CancellationRequested graceful user_requested",
                              "leaf CancellationRequested graceful parent_cancelled"});
  CHECK(world.state_of("middle") == TokenState::released);
}

TEST_CASE("what is born under a cancelled parent is cancelled in the same append, as the parent is now", "[domain]") {
  World world;
  world.run(create("parent"));
  CancelToken cancel = cancel_token("parent");
  cancel.wish.reason = "stop";
  cancel.wish.requested_by = "bob";
  cancel.wish.grace = Millis{7};
  world.run(cancel);
  world.run(create("child", {"parent"}));
  CHECK(world.last() == Words{"child TokenCreated", "child CancellationRequested graceful parent_cancelled",
                              "child CancellationCompleted nothing_running"});
  const CancellationRecord& cancellation = *world.token("child").cancellation;
  CHECK(cancellation.reason == "stop");
  CHECK(cancellation.requested_by == "bob");
  CHECK(cancellation.grace == Millis{7});
}

TEST_CASE("a cancel with force escalates every graceful token that it reaches under which something runs", "[domain]") {
  World world;
  world.run(create("root"));
  world.run(start("running", {"root"}));
  world.run(create("idle", {"root"}));
  world.run(cancel_token("root"));
  world.run(cancel_token("root", Mode::force));
  CHECK(world.last() == Words{"root CancellationEscalated requested", "running CancellationEscalated requested"});
  CHECK(world.token("idle").cancellation->mode == Mode::graceful);
  world.run(cancel_token("root", Mode::force));
  CHECK(world.last().empty());
}

TEST_CASE("a first cancel with force escalates a descendant that was cancelled before", "[domain]") {
  World world;
  world.run(create("root"));
  world.run(start("running", {"root"}));
  world.run(cancel_token("running"));
  world.run(cancel_token("root", Mode::force));
  CHECK(world.last() == Words{"root CancellationRequested force user_requested",
                              "running CancellationEscalated requested"});
}

TEST_CASE("a token that ended without a cancellation can not be cancelled any more", "[domain]") {
  World world;
  world.run(create("a"));
  world.run(release("a"));
  const auto error = world.run(cancel_token("a"));
  REQUIRE(error);
  CHECK(error->code == ErrorCode::already_terminal);
  CHECK(error->state == TokenState::released);
}

TEST_CASE("cancelMany gives its cause to what it matched, and parent_cancelled to what is below", "[domain]") {
  World world;
  CreateToken labelled = create("matched");
  labelled.labels = {{"team", "blue"}};
  world.run(labelled);
  world.run(create("below", {"matched"}));
  world.run(create("other"));
  CancelMany many;
  many.filter.labels = {{"team", "blue"}};
  many.wish.cause = Cause::server_shutdown;
  SECTION("for real") {
    REQUIRE_FALSE(world.run(many));
    CHECK(world.last() == Words{"matched CancellationRequested graceful server_shutdown",
                                "below CancellationRequested graceful parent_cancelled",
                                "matched CancellationCompleted nothing_running",
                                "below CancellationCompleted nothing_running"});
    CHECK(world.remark.matched == std::vector<TokenName>{name("matched")});
  }
  SECTION("as a dry run it changes nothing and says the same") {
    many.dry_run = true;
    REQUIRE_FALSE(world.run(many));
    CHECK(world.last().empty());
    CHECK(world.remark.matched == std::vector<TokenName>{name("matched")});
  }
}

TEST_CASE("a release ends an idle token, and is refused while something runs under it", "[domain]") {
  World world;
  world.run(create("a"));
  world.run(start("work", {"a"}));
  CHECK(world.run(release("a"))->code == ErrorCode::token_in_use);
  world.run(finish("work", Outcome::succeeded));
  REQUIRE_FALSE(world.run(release("a")));
  CHECK(world.last() == Words{"a TokenReleased"});
  REQUIRE_FALSE(world.run(release("a")));
  CHECK(world.last().empty());
}

TEST_CASE("parents are checked one after another, and a cycle is refused", "[domain]") {
  World world;
  world.run(create("a"));
  world.run(create("b", {"a"}));
  CHECK(world.run(create("x", {"x"}))->code == ErrorCode::invalid_params);
  CHECK(world.run(create("x", {"nobody"}))->code == ErrorCode::token_not_found);
  CHECK(world.run(create("x", {"nobody"}))->param == "parents");
  world.run(create("gone"));
  world.run(release("gone"));
  CHECK(world.run(create("x", {"gone"}))->code == ErrorCode::already_terminal);
  const auto cycle = world.run(start("a", {"b"}));
  REQUIRE(cycle);
  CHECK(cycle->code == ErrorCode::invalid_params);
  CHECK(cycle->param == "parents");
}

TEST_CASE("the limit of tokens refuses, and counts active ones alone", "[domain]") {
  World world;
  world.policy.max_tokens = 2;
  world.run(create("a"));
  world.run(create("b"));
  const auto error = world.run(create("c"));
  REQUIRE(error);
  CHECK(error->code == ErrorCode::limit_exceeded);
  CHECK(error->limit == "max_tokens");
  CHECK(error->value == 2);
  world.run(cancel_token("a"));
  CHECK_FALSE(world.run(create("c")));
}

TEST_CASE("a parent that is named twice is one parent", "[domain]") {
  World world;
  world.run(create("a"));
  world.run(create("b", {"a", "a"}));
  CHECK(view(world.token("b")).parents == std::vector<TokenName>{name("a")});
  CHECK(std::get<TokenCreated>(world.last_events()[0].data).parents.size() == 1);
}
