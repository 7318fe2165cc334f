#include <catch2/catch.hpp>

#include "following_scene.hpp"

namespace cancel {
namespace {

using namespace std::chrono_literals;
using testing::FakeDaemon;
using testing::Items;
using testing::Scene;

TEST_CASE_METHOD(Scene, "a filter of types lets only those through, live and from the log", "[follow]") {
  daemon.append("t", CancellationRequested{});
  daemon.append("t");
  follow({.after = 0, .filter = {.types = {EventType::cancellation_requested}}});
  REQUIRE(next(3) == Items{"connected log-a", "event 1", "caught up 2"});
  wait_for_subscription("");
  settle();
  daemon.publish(daemon.append("t"));
  daemon.publish(daemon.append("t", CancellationRequested{}));
  CHECK(next() == "event 4");
}

TEST_CASE_METHOD(Scene, "an event of another type is passed by without being decoded", "[follow]") {
  follow({.after = 0, .filter = {.types = {EventType::cancellation_requested}}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("");
  settle();
  const std::size_t asked = daemon.methods().size();
  daemon.append("t");
  daemon.publish_raw("default t TokenCreated", R"({"position":1,"data":no JSON at all)");
  daemon.publish(daemon.append("t", CancellationRequested{}));
  CHECK(next() == "event 2");
  CHECK(daemon.methods().size() == asked);
}

TEST_CASE_METHOD(Scene, "a hole among events of other types is seen, and read from the log", "[follow]") {
  follow({.after = 0, .filter = {.types = {EventType::cancellation_requested}}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("");
  settle();
  daemon.append("t", CancellationRequested{});  // lost
  daemon.publish(daemon.append("t"));
  CHECK(next() == "event 1");
}

TEST_CASE_METHOD(Scene, "a namespace is followed by its own prefix", "[follow]") {
  daemon.append("a", TokenCreated{}, "mine");
  daemon.append("b", TokenCreated{}, "other");
  follow({.after = 0, .filter = {.space = "mine"}});
  REQUIRE(next(3) == Items{"connected log-a", "event 1", "caught up 2"});
  wait_for_subscription("mine ");
  wait_for_subscription("$heartbeat");
  CHECK_FALSE(daemon.has_subscription(""));
  settle();
  daemon.publish(daemon.append("b", TokenCreated{}, "other"));
  daemon.publish(daemon.append("a", TokenCreated{}, "mine"));
  CHECK(next() == "event 4");
}

TEST_CASE_METHOD(Scene, "with a narrow filter a lost event still comes before a later one", "[follow]") {
  follow({.after = 0, .filter = {.space = "mine", .token = "a"}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("mine a ");
  settle();
  daemon.append("a", TokenCreated{}, "mine");
  daemon.append("other", TokenCreated{}, "mine");
  daemon.publish(daemon.append("a", CancellationRequested{}, "mine"));
  CHECK(next(2) == Items{"event 1", "event 3"});
}

TEST_CASE_METHOD(Scene, "with a narrow filter a loss at the end shows in the heartbeat", "[follow]") {
  follow({.after = 0, .filter = {.space = "mine"}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("mine ");
  wait_for_subscription("$heartbeat");
  settle();
  daemon.append("lost", TokenCreated{}, "mine");
  daemon.append("b", TokenCreated{}, "other");
  daemon.heartbeat();
  CHECK(next() == "event 1");
  CHECK(next(50ms) == "nothing");
}

TEST_CASE_METHOD(Scene, "types of one token are subscribed to one by one", "[follow]") {
  follow({.after = 0, .filter = {.space = "mine", .token = "a", .types = {EventType::cancellation_requested}}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("mine a CancellationRequested");
  CHECK_FALSE(daemon.has_subscription("mine a "));
}

}  // namespace
}  // namespace cancel
