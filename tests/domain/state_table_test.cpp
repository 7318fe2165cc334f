#include <catch2/catch.hpp>

#include <functional>
#include <map>

#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

// Every state and every event, also those that no decision ever brings together: a log can always be replayed.

namespace {

struct Row {
  const char* given;
  std::function<void(World&)> arrange;
  std::map<std::string, const char*> then;  // event -> state; what is left out stays as it is
};

const std::map<std::string, EventData>& events() {
  static const std::map<std::string, EventData> all{
      {"TokenCreated", TokenCreated{}},
      {"OperationStarted", OperationStarted{}},
      {"CancellationRequested", CancellationRequested{}},
      {"CancellationExecuted", CancellationExecuted{}},
      {"CancellationEscalated", CancellationEscalated{}},
      {"CancellationCompleted", CancellationCompleted{}},
      {"CancellationExpired ttl", CancellationExpired{ExpiredBecause::ttl}},
      {"CancellationExpired unconfirmed", CancellationExpired{ExpiredBecause::unconfirmed}},
      {"OperationFinished", OperationFinished{}},
      {"TokenReleased", TokenReleased{}},
      {"SessionOpened", SessionOpened{"s", "name", {}, {}, {}, Millis{1}}},
      {"SessionClosed", SessionClosed{"s", SessionClosedBecause::closed}},
  };
  return all;
}

void arrange_requested(World& world, Mode mode = Mode::graceful) {
  world.run(start("t"));
  world.run(cancel_token("t", mode));
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
      {"active", [](World& world) { world.run(create("t")); },
       {{"CancellationRequested", "completed"}, {"CancellationExpired ttl", "expired"}, {"TokenReleased", "released"}}},
      {"active", [](World& world) { world.run(start("t")); },
       {{"CancellationRequested", "requested"}, {"OperationFinished", "released"}}},
      {"requested", [](World& world) { arrange_requested(world); },
       {{"CancellationExecuted", "executed"}, {"CancellationCompleted", "completed"}, {"OperationFinished", "completed"},
        {"CancellationExpired unconfirmed", "expired"}}},
      {"executed", [](World& world) { arrange_requested(world); world.run(executed("t")); },
       {{"CancellationCompleted", "completed"}, {"OperationFinished", "completed"},
        {"CancellationExpired unconfirmed", "expired"}}},
      {"completed", [](World& world) { arrange_requested(world); world.run(finish("t")); }, {}},
      {"completed", [](World& world) { world.run(create("t")); world.run(cancel_token("t")); },
       {{"OperationStarted", "requested"}}},
      {"expired", [](World& world) {
         CreateToken command = create("t");
         command.ttl = Millis{1};
         world.run(command);
         world.elapse(TtlElapsed{world.token("t").key});
       }, {}},
      {"expired", [](World& world) { arrange_requested(world, Mode::force); world.elapse(force_elapsed(world, "t")); },
       {{"CancellationCompleted", "completed"}, {"OperationFinished", "completed"}}},
      {"released", [](World& world) { world.run(create("t")); world.run(release("t")); }, {}},
      {"released", [](World& world) { world.run(start("t")); world.run(finish("t")); }, {}},
  };
  return rows;
}

}  // namespace

TEST_CASE("every event takes every state to the state that the table says", "[domain]") {
  for (const Row& row : table()) {
    for (const auto& [event, data] : events()) {
      World world;
      row.arrange(world);
      REQUIRE(to_string(world.state_of("t")) == std::string(row.given));
      const bool of_session = type_of(data) >= EventType::session_opened;
      const Event next = placed(world.state, {of_session ? TokenName{} : name("t"), data, {}}, world.now, {});
      evolve(world.state, next);
      const auto expected = row.then.find(event);
      INFO(row.given << " and " << event);
      CHECK(to_string(world.state_of("t")) == std::string(expected == row.then.end() ? row.given : expected->second));
      CHECK(world.state.head() == next.position);
    }
  }
}

TEST_CASE("every event can come first of an unknown token", "[domain]") {
  for (const auto& [event, data] : events()) {
    if (type_of(data) >= EventType::session_opened) continue;
    World world;
    evolve(world.state, placed(world.state, {name("t"), data, {}}, world.now, {}));
    INFO(event);
    CHECK(world.token("t").version == 1);
  }
}
