#include <catch2/catch.hpp>

#include "following_scene.hpp"

namespace cancel {
namespace {

using namespace std::chrono_literals;
using testing::FakeDaemon;
using testing::Items;
using testing::Scene;

TEST_CASE_METHOD(Scene, "a follower goes on after a restart of the daemon, with what happened meanwhile", "[follow]") {
  go_live();
  daemon.publish(daemon.append("t"));
  REQUIRE(next() == "event 1");
  daemon.stop();
  CHECK(next() == "disconnected");
  CHECK(next(50ms) == "nothing");
  daemon.append("meanwhile");
  daemon.start();
  CHECK(next(3) == Items{"connected log-a", "event 2", "caught up 2"});
  wait_for_subscription("");
  settle();
  daemon.publish(daemon.append("t"));
  CHECK(next() == "event 3");
}

TEST_CASE_METHOD(Scene, "an absent daemon is reported once, and found when it comes", "[follow]") {
  daemon.stop();
  follow({.after = 0, .answer_within = 50ms, .longest_pause = 100ms});
  CHECK(next() == "disconnected");
  CHECK(next(400ms) == "nothing");
  daemon.append("t");
  daemon.start();
  CHECK(next(3) == Items{"connected log-a", "event 1", "caught up 1"});
}

TEST_CASE_METHOD(Scene, "a daemon of another version of the protocol is not followed", "[follow]") {
  daemon.answer_next([](const rapidjson::Document& request) {
    return FakeDaemon::result(request, R"({"name":"canceld","protocolVersion":2,"logId":"log-z","head":9})");
  });
  follow({});
  CHECK(next(2) == Items{"disconnected", "connected log-a"});
}

TEST_CASE_METHOD(Scene, "a slow daemon's answer counts however late it comes", "[follow]") {
  daemon.append("t");
  daemon.withhold();
  follow({.after = 0, .answer_within = 50ms, .longest_pause = 50ms});
  CHECK(next() == "disconnected");
  CHECK(next(300ms) == "nothing");
  CHECK(daemon.methods().size() > 1);
  daemon.release_withheld();
  CHECK(next(3) == Items{"connected log-a", "event 1", "caught up 1"});
  CHECK(next(100ms) == "nothing");
}

TEST_CASE_METHOD(Scene, "another log in the heartbeat is told, and read from its beginning", "[follow]") {
  go_live();
  daemon.publish(daemon.append("t"));
  REQUIRE(next() == "event 1");
  daemon.change_log("log-b");
  daemon.append("new");
  daemon.append("new");
  daemon.heartbeat();
  CHECK(next(4) == Items{"log changed log-b", "event 1", "event 2", "caught up 2"});
}

TEST_CASE_METHOD(Scene, "another log after a restart is never mixed with the first", "[follow]") {
  go_live();
  for (int count = 0; count < 3; ++count) daemon.publish(daemon.append("old"));
  REQUIRE(next(3) == Items{"event 1", "event 2", "event 3"});
  daemon.stop();
  daemon.change_log("log-b");
  for (int count = 0; count < 4; ++count) daemon.append("new");
  daemon.start();
  Items items = next(7);
  CHECK(items ==
        Items{"disconnected", "connected log-b", "log changed log-b", "event 1", "event 2", "event 3", "event 4"});
  CHECK(next() == "caught up 4");
}

TEST_CASE_METHOD(Scene, "a log that has become shorter counts as another one", "[follow]") {
  go_live();
  for (int count = 0; count < 3; ++count) daemon.publish(daemon.append("t"));
  REQUIRE(next(3) == Items{"event 1", "event 2", "event 3"});
  daemon.stop();
  daemon.rewind_to(1);
  daemon.start();
  CHECK(next(5) == Items{"disconnected", "connected log-a", "log changed log-a", "event 1", "caught up 1"});
}

TEST_CASE_METHOD(Scene, "who goes on in the log in which it ended is handed what follows there", "[follow]") {
  for (int count = 0; count < 3; ++count) daemon.append("t");
  follow({.after = 2, .log_id = "log-a"});
  CHECK(next(3) == Items{"connected log-a", "event 3", "caught up 3"});
}

TEST_CASE_METHOD(Scene, "who goes on in a log that is no more is told, and handed the other from its beginning",
                 "[follow]") {
  for (int count = 0; count < 3; ++count) daemon.append("t");
  follow({.after = 2, .log_id = "log-z"});
  CHECK(next(6) == Items{"connected log-a", "log changed log-a", "event 1", "event 2", "event 3", "caught up 3"});
}

TEST_CASE_METHOD(Scene, "who has been further in a log than it reaches is handed it from its beginning", "[follow]") {
  daemon.append("t");
  follow({.after = 2, .log_id = "log-a"});
  CHECK(next(4) == Items{"connected log-a", "log changed log-a", "event 1", "caught up 1"});
}

TEST_CASE_METHOD(Scene, "a position that was removed is told, and the follower goes on at the first one left",
                 "[follow]") {
  for (int count = 0; count < 5; ++count) daemon.append("t");
  daemon.prune_before(4);
  follow_after(1);
  CHECK(next(5) == Items{"pruned 4", "connected log-a", "event 4", "event 5", "caught up 5"});
}

TEST_CASE_METHOD(Scene, "a position that the log has not reached yet is waited for", "[follow]") {
  daemon.append("t");
  follow_after(2);
  REQUIRE(next(2) == Items{"connected log-a", "caught up 1"});
  wait_for_subscription("");
  settle();
  for (int count = 0; count < 3; ++count) daemon.publish(daemon.append("t"));
  CHECK(next(2) == Items{"event 3", "event 4"});
}

TEST_CASE_METHOD(Scene, "a refusal is handed out, and the question asked again later", "[follow]") {
  daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31007); });
  follow_after(0);
  CHECK(next(3) == Items{"refused -31007", "connected log-a", "caught up 0"});
}

TEST_CASE_METHOD(Scene, "an answer that makes no sense does not move the position", "[follow]") {
  daemon.append("t");
  for (const char* nonsense : {"7", "{}", R"({"logId":"log-a","head":1,"events":[],"next":2})",
                               R"({"logId":"log-a","head":1,"events":[],"next":0})",
                               R"({"logId":"log-a","head":1,"events":[{"position":9}],"next":1})"}) {
    daemon.answer_next([nonsense](const auto& request) { return FakeDaemon::result(request, nonsense); });
  }
  follow({.after = 0, .longest_pause = 10ms});
  CHECK(next(4) == Items{"disconnected", "connected log-a", "event 1", "caught up 1"});
}

}  // namespace
}  // namespace cancel
