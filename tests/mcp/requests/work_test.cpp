#include <catch2/catch.hpp>

#include "cancel/mcp/work.hpp"
#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

TEST_CASE("work without a client has a token of this process, and a name", "[work]") {
  Work named(nullptr, {.id = "work", .space = "own"});
  CHECK(named.name() == TokenName{"own", "work"});
  Work nameless(nullptr, {});
  CHECK(nameless.name().space == "default");
  CHECK(nameless.name().id.size() == 22);
  CHECK_FALSE(nameless.token().is_cancelled());
  nameless.cancel({.reason = "why", .cause = Cause::superseded, .mode = Mode::force, .requested_by = "who"});
  CHECK(nameless.token().cancellation() == Cancellation{"why", Cause::superseded, Mode::force, "who"});
}

TEST_CASE("work without a client hangs under tokens, and keeps its deadline", "[work]") {
  GroupToken session(nullptr, {.id = "session"});
  CHECK(session.name() == TokenName{"default", "session"});
  GroupToken inner(nullptr, {.parents = {session.token(), "a name"}});
  Work work(nullptr, {.parents = {TokenName{"default", "unknown"}, inner.token(), CancellationToken()}});
  Work short_one(nullptr, {.deadline = Millis{1}});
  CHECK(short_one.token().wait(Stage::requested, 10s));
  CHECK(short_one.token().cancellation()->cause == Cause::timeout);
  session.cancel({.reason = "over"});
  CHECK(work.token().cancellation()->cause == Cause::parent_cancelled);
  CHECK(work.token().cancellation()->reason == "over");
}

TEST_CASE("cancelled work without a client is complete when it ends, or is let go", "[work]") {
  std::optional<Work> finished(std::in_place, nullptr, OperationOptions{});
  std::optional<Work> let_go(std::in_place, nullptr, OperationOptions{});
  std::optional<Work> assigned(std::in_place, nullptr, OperationOptions{});
  const std::vector<CancellationToken> tokens{finished->token(), let_go->token(), assigned->token()};
  for (const auto* work : {&finished, &let_go, &assigned}) (*work)->cancel({});
  for (const CancellationToken& token : tokens) CHECK_FALSE(token.has_reached(Stage::completed));
  finished->finish(Outcome::stopped);
  finished->finish(Outcome::succeeded);
  Work moved(*std::move(let_go));
  let_go.reset();
  CHECK_FALSE(tokens[1].has_reached(Stage::completed));
  moved = Work(nullptr, {.id = "next"});
  CHECK(moved.name().id == "next");
  *assigned = std::move(moved);
  for (const CancellationToken& token : tokens) CHECK(token.has_reached(Stage::completed));
}
