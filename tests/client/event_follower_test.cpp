#include <catch2/catch.hpp>

#include "cancel/wire/event_codec.hpp"
#include "following_scene.hpp"

namespace cancel {
namespace {

using namespace std::chrono_literals;
using testing::FakeDaemon;
using testing::Items;
using testing::Scene;

TEST_CASE_METHOD(Scene, "a follower reads the log from its position, then says that it has caught up", "[follow]") {
  for (int count = 0; count < 5; ++count) daemon.append("t");
  follow_after(2);
  CHECK(next(5) == Items{"connected log-a", "event 3", "event 4", "event 5", "caught up 5"});
}

TEST_CASE_METHOD(Scene, "a follower without a position begins at the head of now", "[follow]") {
  daemon.append("t");
  follow({});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 1"});
  daemon.append("t");
  wait_for_subscription("");
  daemon.heartbeat();
  CHECK(next() == "event 2");
}

TEST_CASE_METHOD(Scene, "long logs are read page by page", "[follow]") {
  for (int count = 0; count < 7; ++count) daemon.append("t");
  follow({.after = 0, .page = 3});
  CHECK(next(9) == Items{"connected log-a", "event 1", "event 2", "event 3", "event 4", "event 5", "event 6", "event 7",
                         "caught up 7"});
}

TEST_CASE_METHOD(Scene, "an event is handed out decoded and as the daemon wrote it", "[follow]") {
  go_live();
  const Event event = daemon.append("t", CancellationRequested{.reason = "why not"});
  daemon.publish(event);
  REQUIRE(next() == "event 1");
  const auto& item = std::get<FollowedEvent>(last());
  CHECK(item.event == event);
  CHECK(item.json == encode_event(event));
}

TEST_CASE_METHOD(Scene, "live events are handed out without a look into the log", "[follow]") {
  go_live();
  const std::size_t before = daemon.methods().size();
  for (int count = 0; count < 3; ++count) daemon.publish(daemon.append("t"));
  CHECK(next(3) == Items{"event 1", "event 2", "event 3"});
  CHECK(daemon.methods().size() == before);
}

TEST_CASE_METHOD(Scene, "duplicates are dropped", "[follow]") {
  go_live();
  const Event first = daemon.append("t");
  const Event second = daemon.append("t");
  for (const Event& event : {first, first, second, first, second}) daemon.publish(event);
  daemon.publish(daemon.append("t"));
  CHECK(next(3) == Items{"event 1", "event 2", "event 3"});
}

TEST_CASE_METHOD(Scene, "a gap in the positions is read from the log", "[follow]") {
  go_live();
  daemon.append("lost");
  daemon.append("lost");
  daemon.publish(daemon.append("t"));
  CHECK(next(3) == Items{"event 1", "event 2", "event 3"});
  daemon.publish(daemon.append("t"));
  CHECK(next() == "event 4");
}

TEST_CASE_METHOD(Scene, "a loss at the end of the stream shows in the heartbeat", "[follow]") {
  go_live();
  daemon.append("lost");
  daemon.append("lost");
  daemon.heartbeat();
  CHECK(next(2) == Items{"event 1", "event 2"});
}

TEST_CASE_METHOD(Scene, "silence makes the follower look into the log", "[follow]") {
  follow({.after = 0, .silence = 100ms});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  daemon.append("lost");
  CHECK(next() == "event 1");
}

TEST_CASE_METHOD(Scene, "garbage on the event socket loses nothing", "[follow]") {
  go_live();
  daemon.publish_raw("default t TokenCreated", "not json");
  daemon.publish_raw("$heartbeat", R"({"head":"many"})");
  daemon.publish_raw("", "{}");
  daemon.publish_raw("default t TokenCreated", R"({"position":-1})");
  daemon.publish(daemon.append("t"));
  CHECK(next() == "event 1");
  CHECK(next(50ms) == "nothing");
}

TEST_CASE_METHOD(Scene, "an event of a kind that is not known is handed out as it is, in its place", "[follow]") {
  go_live();
  const std::string unknown = R"({"position":1,"version":1,"type":"TokenPainted","time":"2026-01-01T00:00:00.000Z",)"
                              R"("namespace":"default","token":"t","data":{}})";
  daemon.append("t");
  daemon.answer_next([&](const auto& request) {
    return FakeDaemon::result(request, R"({"logId":"log-a","head":1,"next":1,"events":[)" + unknown + "]}");
  });
  daemon.publish_raw("default t TokenPainted", unknown);
  CHECK(next() == "unreadable 1");
  CHECK(std::get<UnreadableEvent>(last()).json == unknown);
  daemon.publish(daemon.append("t"));
  CHECK(next() == "event 2");
}

TEST_CASE_METHOD(Scene, "more events than the queue holds are all handed out once, in order", "[follow]") {
  follow({.after = 0, .queue = 10});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("");
  settle();
  Items expected;
  for (int count = 1; count <= 5'000; ++count) {
    daemon.publish(daemon.append("t"));
    expected.push_back("event " + std::to_string(count));
  }
  daemon.heartbeat();
  Items items;
  while (items.size() < expected.size()) {
    items.push_back(next());
    if (items.back() == "nothing") break;
    if (items.size() % 1'000 == 0) daemon.heartbeat();
  }
  CHECK(items == expected);
}

// A subscriber whose queue is full takes nothing more from its connection, no sign of life either. libzmq closes it
// then if it was told to look for them, and ends the process if it is read from afterwards.
TEST_CASE_METHOD(Scene, "one that looks away for long keeps its connection, however much waits", "[follow]") {
  follow({.after = 0, .queue = 10, .connection = {.heartbeat = 20ms, .silence = 200ms}});
  REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
  wait_for_subscription("");
  settle();
  zmq::context_t context;
  zmq::socket_t witness(context, zmq::socket_type::sub);
  witness.set(zmq::sockopt::rcvhwm, 10);
  witness.set(zmq::sockopt::heartbeat_ivl, 20);
  witness.set(zmq::sockopt::heartbeat_timeout, 1'000);  // longer than the follower, so that it is the last
  witness.set(zmq::sockopt::subscribe, "default ");
  witness.connect(daemon.endpoints().event);
  wait_for_subscription("default ");
  Items expected;
  for (int count = 1; count <= 5'000; ++count) {
    daemon.publish(daemon.append("t"));
    expected.push_back("event " + std::to_string(count));
  }
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (daemon.has_subscription("default ")) REQUIRE(std::chrono::steady_clock::now() < until);
  daemon.heartbeat();
  Items items;
  while (items.size() < expected.size()) {
    items.push_back(next());
    if (items.back() == "nothing") break;
    if (items.size() % 1'000 == 0) daemon.heartbeat();
  }
  CHECK(items == expected);
}

}  // namespace
}  // namespace cancel
