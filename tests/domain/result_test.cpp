#include <catch2/catch.hpp>

#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

namespace {

FinishOperation finish_with(const std::string& id, std::string result, Outcome outcome = Outcome::succeeded) {
  FinishOperation command = finish(id, outcome);
  command.result = std::move(result);
  return command;
}

// What the event says of a result, whatever its type.
std::optional<std::string> result_in(const Event& event) {
  if (const auto* finished = std::get_if<OperationFinished>(&event.data)) return finished->result;
  if (const auto* completed = std::get_if<CancellationCompleted>(&event.data)) return completed->result;
  return std::nullopt;
}

}  // namespace

TEST_CASE("a result stands in the event that ends its operation", "[domain][result]") {
  World world;
  world.run(start("work"));
  REQUIRE_FALSE(world.run(finish_with("work", "made")));
  REQUIRE(world.last_events().size() == 1);
  CHECK(std::get<OperationFinished>(world.last_events()[0].data).result == "made");
}

TEST_CASE("a result that won against a cancellation stands in its completion, and in no ancestor's",
          "[domain][result]") {
  World world;
  world.run(create("above"));
  world.run(start("work", {"above"}));
  world.run(cancel_token("above"));
  world.run(finish_with("work", "made all the same"));
  REQUIRE(world.last_events().size() == 2);
  CHECK(std::get<CancellationCompleted>(world.last_events()[0].data).result == "made all the same");
  CHECK_FALSE(result_in(world.last_events()[1]));
}

TEST_CASE("a result is told once, where the operation ends before its token is complete", "[domain][result]") {
  World world;
  world.run(start("outer"));
  world.run(start("inner", {"outer"}));
  world.run(cancel_token("outer"));
  world.run(finish_with("outer", "of the outer one", Outcome::stopped));
  CHECK(std::get<OperationFinished>(world.last_events()[0].data).result == "of the outer one");
  world.run(finish_with("inner", "of the inner one"));
  REQUIRE(world.last_events().size() == 2);
  CHECK(result_in(world.last_events()[0]) == "of the inner one");
  CHECK_FALSE(result_in(world.last_events()[1]));
}

TEST_CASE("who gives no result, or is lost, leaves none", "[domain][result]") {
  World world;
  world.run(open_session("s"));
  StartOperation owned = start("lost");
  owned.session = "s";
  world.run(owned);
  world.run(start("silent"));
  world.run(finish("silent"));
  world.run(close_session("s"));
  for (const Event& event : world.log) CHECK_FALSE(result_in(event));
}

TEST_CASE("an empty result is one", "[domain][result]") {
  World world;
  world.run(start("work"));
  world.run(finish_with("work", ""));
  CHECK(result_in(world.last_events()[0]) == "");
}

TEST_CASE("the state is the same with a result and without one", "[domain][result]") {
  World with;
  World without;
  for (World* world : {&with, &without}) {
    world->run(start("work"));
    world->run(start("other"));
    world->run(cancel_token("other"));
  }
  with.run(finish_with("work", std::string(100'000, 'x')));
  with.run(finish_with("other", "y"));
  without.run(finish("work", Outcome::succeeded));
  without.run(finish("other", Outcome::succeeded));
  CHECK(shown(with.state, with.policy) == shown(without.state, without.policy));
}
