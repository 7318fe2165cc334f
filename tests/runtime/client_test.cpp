#include <catch2/catch.hpp>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("an operation that is cancelled by another client learns it with reason, cause and position", "[client]") {
  DaemonProcess daemon;
  daemon.start();
  Client owner(options_for(daemon));
  Client other(options_for(daemon));
  Operation operation = owner.start({.id = "work", .tool = "crawl"});
  REQUIRE(owner.flush(long_enough()));
  other.cancel(operation.name(), {.reason = "enough", .requested_by = "ann"});
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  const auto why = operation.token().cancellation();
  CHECK(why->reason == "enough");
  CHECK(why->requested_by == "ann");
  CHECK(why->position != 0);
  operation.finish(Outcome::stopped);
  CHECK(operation.token().wait(Stage::completed, 10s));
  CHECK(types_of(all_events(other), "work") ==
        std::vector{EventType::token_created, EventType::operation_started, EventType::cancellation_requested,
                    EventType::cancellation_executed, EventType::cancellation_completed});
}

TEST_CASE("an operation runs and is cancelled here while there is no daemon, and is told when there is one",
          "[client]") {
  DaemonProcess daemon;
  Client owner(options_for(daemon));
  {
    Operation operation = owner.start({.id = "early"});
    CHECK_FALSE(operation.token().is_cancelled());
    operation.cancel({.reason = "changed my mind"});
    CHECK(operation.token().is_cancelled());
  }
  CHECK(owner.outbox().waiting == 4);
  daemon.start();
  REQUIRE(owner.flush(long_enough()));
  CHECK(types_of(all_events(owner), "early") ==
        std::vector{EventType::token_created, EventType::operation_started, EventType::cancellation_requested,
                    EventType::cancellation_executed, EventType::cancellation_completed});
}

TEST_CASE("a restart of the daemon loses nothing and cancels nothing", "[client]") {
  DaemonProcess daemon;
  daemon.start();
  Client owner(options_for(daemon));
  Operation before = owner.start({.id = "before"});
  REQUIRE(owner.flush(long_enough()));
  daemon.kill();
  Operation meanwhile = owner.start({.id = "meanwhile"});
  before.finish(Outcome::succeeded);
  daemon.start();
  REQUIRE(owner.flush(long_enough()));
  CHECK_FALSE(meanwhile.token().is_cancelled());
  const auto events = all_events(owner);
  CHECK(types_of(events, "before") ==
        std::vector{EventType::token_created, EventType::operation_started, EventType::operation_finished});
  CHECK(types_of(events, "meanwhile") == std::vector{EventType::token_created, EventType::operation_started});
}
