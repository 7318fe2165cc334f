#include <catch2/catch.hpp>

#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using Words = std::vector<std::string>;

namespace {

StartOperation owned(const std::string& id, const std::vector<std::string>& parents = {}) {
  StartOperation command = start(id, parents);
  command.session = "s";
  return command;
}

}  // namespace

TEST_CASE("an operation of an unknown session is refused, after its parents were looked at", "[domain]") {
  World world;
  CHECK(world.run(owned("work"))->code == ErrorCode::session_not_found);
  CHECK(world.run(owned("work", {"nobody"}))->code == ErrorCode::token_not_found);
}

TEST_CASE("a session that ends loses its operations, and what runs elsewhere under their tokens stops", "[domain]") {
  World world;
  world.run(open_session("s"));
  CHECK(world.last() == Words{"$session SessionOpened"});
  CHECK(world.last_events()[0].version == 0);
  world.run(owned("first"));
  world.run(owned("second"));
  world.run(start("elsewhere", {"first"}));
  world.run(create("idle", {"second"}));
  world.run(close_session("s"));
  CHECK(world.last() == Words{"$session SessionClosed closed",
                              "first CancellationRequested graceful client_disconnected",
                              "second CancellationRequested graceful client_disconnected",
                              "elsewhere CancellationRequested graceful parent_cancelled",
                              "idle CancellationRequested graceful parent_cancelled",
                              "idle CancellationCompleted nothing_running",
                              "first OperationFinished lost",
                              "second CancellationCompleted lost"});
  world.run(finish("elsewhere"));
  CHECK(world.last() == Words{"elsewhere CancellationCompleted stopped", "first CancellationCompleted lost"});
  CHECK(world.run(finish("first"))->code == ErrorCode::already_terminal);
  CHECK(world.run(close_session("s"))->code == ErrorCode::session_not_found);
}

TEST_CASE("ends come one after another, each as a finish would be at that moment", "[domain]") {
  World world;
  world.run(open_session("s"));
  world.run(create("shared"));
  world.run(owned("outer", {"shared"}));
  world.run(owned("inner", {"outer"}));
  world.run(cancel_token("shared"));
  world.elapse(LeaseElapsed{"s"});
  CHECK(world.last() == Words{"$session SessionClosed lease_elapsed", "outer OperationFinished lost",
                              "inner CancellationCompleted lost", "outer CancellationCompleted lost",
                              "shared CancellationCompleted stopped"});
}

TEST_CASE("the limit of sessions refuses", "[domain]") {
  World world;
  world.policy.max_sessions = 1;
  world.run(open_session("s"));
  CHECK(world.run(open_session("t"))->limit == "max_sessions");
}
