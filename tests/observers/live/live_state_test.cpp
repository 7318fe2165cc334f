#include <catch2/catch.hpp>

#include "live_scene.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using cancel::live::LiveState;

namespace {

// A world and an observer that sees everything of it from the beginning.
struct Scene {
  World world;
  LiveState live{LiveState::Options{3, 30s, 10s}};

  template <typename Body>
  void run(const Body& body) {
    const Position before = world.log.size();
    REQUIRE_FALSE(world.run(body));
    apply_after(live, world, before);
  }
  void elapse(const Elapsed& elapsed) {
    const Position before = world.log.size();
    world.elapse(elapsed);
    apply_after(live, world, before);
  }
  const live::LiveToken* seen(const std::string& id) const { return live.find(name(id)); }
  std::vector<std::string> recent() const {
    std::vector<std::string> ids;
    for (const auto& [position, token] : live.recent()) ids.push_back(token->name.id);
    return ids;
  }
};

TEST_CASE_METHOD(Scene, "an operation is in view while it runs", "[live]") {
  StartOperation command = start("work");
  command.tool = "search";
  run(command);
  REQUIRE(seen("work"));
  CHECK(seen("work")->running());
  CHECK(live.running_by_tool() == LiveState::Counts{{"search", 1}});
  CHECK(live.running_by_namespace() == LiveState::Counts{{"default", 1}});
  run(finish("work", Outcome::succeeded));
  CHECK_FALSE(seen("work"));
  CHECK(live.running().empty());
  CHECK(live.running_by_tool().empty());
}

TEST_CASE_METHOD(Scene, "a token under which nothing runs is not kept in view", "[live]") {
  run(create("idle"));
  CHECK_FALSE(seen("idle"));
}

TEST_CASE_METHOD(Scene, "running operations stand in the order of their start", "[live]") {
  for (const char* id : {"b", "a", "c"}) run(start(id));
  std::vector<std::string> ids;
  for (const live::LiveToken* token : live.running()) ids.push_back(token->name.id);
  CHECK(ids == std::vector<std::string>{"b", "a", "c"});
}

TEST_CASE_METHOD(Scene, "a cancellation is seen from its request to its end", "[live]") {
  run(start("work"));
  CancelToken cancel = cancel_token("work");
  cancel.wish.reason = "enough";
  run(cancel);
  const Timestamp requested = world.now;
  REQUIRE(seen("work")->open());
  CHECK(seen("work")->cancellation->reason == "enough");
  CHECK(live.state_of(*seen("work")) == TokenState::requested);
  CHECK(seen("work")->cancellation->escalates_at == requested + 30s);
  run(executed("work"));
  CHECK(live.state_of(*seen("work")) == TokenState::executed);
  elapse(grace_elapsed(world, "work"));
  CHECK(seen("work")->cancellation->mode == Mode::force);
  CHECK_FALSE(seen("work")->cancellation->escalates_at);
  CHECK(seen("work")->cancellation->unconfirmed_at == world.now + 10s);
  elapse(force_elapsed(world, "work"));
  CHECK(live.unconfirmed() == 1);
  CHECK(live.state_of(*seen("work")) == TokenState::expired);
  CHECK_FALSE(seen("work")->cancellation->unconfirmed_at);
  run(finish("work"));
  CHECK(live.unconfirmed() == 0);
  CHECK(live.open().empty());
  CHECK(recent() == std::vector<std::string>{"work"});
  CHECK(seen("work")->cancellation->late);
  CHECK(seen("work")->cancellation->outcome == Outcome::stopped);
  CHECK(*seen("work")->cancellation->latency() == world.now - requested);
}

TEST_CASE_METHOD(Scene, "the time that is left counts what the operation and the cancel asked for", "[live]") {
  StartOperation command = start("work");
  command.grace = 5s;
  run(command);
  run(start("other"));
  run(cancel_token("work"));
  CHECK(seen("work")->cancellation->escalates_at == world.now + 5s);
  CancelToken cancel = cancel_token("other");
  cancel.wish.grace = 7s;
  run(cancel);
  CHECK(seen("other")->cancellation->escalates_at == world.now + 7s);
}

TEST_CASE_METHOD(Scene, "a shared token is open while something runs under it", "[live]") {
  run(create("shared"));
  run(start("first", {"shared"}));
  run(start("second", {"shared"}));
  CHECK(live.children(name("shared")).size() == 2);
  run(cancel_token("shared"));
  REQUIRE(seen("shared"));
  CHECK(live.open().size() == 3);
  CHECK(live.state_of(*seen("shared")) == TokenState::requested);
  run(executed("first"));
  CHECK(live.state_of(*seen("shared")) == TokenState::requested);
  run(executed("second"));
  CHECK(live.state_of(*seen("shared")) == TokenState::executed);
  run(finish("first"));
  run(finish("second"));
  CHECK(live.open().empty());
  CHECK(recent() == std::vector<std::string>{"first", "second", "shared"});
}

TEST_CASE_METHOD(Scene, "only the last cancellations are kept", "[live]") {
  for (int number = 0; number < 10; ++number) {
    const std::string id = "t" + std::to_string(number);
    run(create(id));
    run(cancel_token(id));
  }
  CHECK(recent() == std::vector<std::string>{"t7", "t8", "t9"});
  CHECK_FALSE(seen("t0"));
}

TEST_CASE_METHOD(Scene, "what was thrown away is gone", "[live]") {
  run(start("work"));
  run(cancel_token("work"));
  live.clear();
  CHECK(live.running().empty());
  CHECK(live.open().empty());
  CHECK(live.position() == 0);
  CHECK(live.hour().until(world.now).empty());
}

TEST_CASE("an observer that begins in the middle sees what the lists say", "[live]") {
  World world;
  world.run(create("shared"));
  world.run(start("work", {"shared"}));
  CancelToken cancel = cancel_token("shared");
  cancel.wish.reason = "enough";
  world.run(cancel);
  LiveState live;
  list_into(live, world);
  REQUIRE(live.open().size() == 2);
  CHECK(live.find(name("work"))->cancellation->cause == Cause::parent_cancelled);
  CHECK(live.find(name("work"))->cancellation->escalates_at == world.now + 30s);
  CHECK(live.find(name("shared"))->cancellation->reason == "enough");
  CHECK(live.children(name("shared")).size() == 1);
}

TEST_CASE("events of what was never seen are no error", "[live]") {
  World world;
  world.run(start("work"));
  world.run(cancel_token("work"));
  world.run(executed("work"));
  world.run(finish("work"));
  for (std::size_t begin = 0; begin < world.log.size(); ++begin) {
    LiveState live;
    apply_after(live, world, begin);
    CHECK(live.running().empty());
    CHECK(live.open().empty());
  }
}

}  // namespace
