#include <catch2/catch.hpp>

#include "random_clients.hpp"
#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;

namespace {

ServiceOptions often(std::uint64_t events) {
  ServiceOptions options;
  options.snapshot_events = events;
  return options;
}

void create_many(ServiceWorld& world, int count, const std::string& prefix = "many-") {
  for (int index = 0; index < count; ++index) world.ask(create(prefix + std::to_string(index)));
}

// Turns until a snapshot that was begun is complete.
void let_snapshot_end(ServiceWorld& world) {
  const std::size_t before = world.snapshots.completed();
  for (int turn = 0; turn < 1'000 && world.snapshots.completed() == before; ++turn) world.service->turn();
}

}  // namespace

TEST_CASE("a start reads the last snapshot, and only the events after it", "[snapshot]") {
  ServiceWorld world(often(100));
  create_many(world, 150);
  REQUIRE(world.snapshots.completed() == 1);
  const Position at = world.snapshots.place()->position;
  CHECK(at >= 100);
  world.restart();
  CHECK(world.replayed == world.log.head() - at);
  CHECK(world.state_of("many-0") == TokenState::active);
  CHECK(world.state_of("many-149") == TokenState::active);
}

TEST_CASE("without a snapshot everything is read, with the same result", "[snapshot]") {
  ServiceWorld world(often(100));
  create_many(world, 120);
  world.ask(cancel_token("many-7"));
  world.restart();
  const Picture with = picture_of(world);
  world.snapshots.lose();
  world.restart();
  CHECK(world.replayed == world.log.head());
  CHECK(picture_of(world) == with);
}

TEST_CASE("a snapshot is made when the log has grown enough, by as many events as the last one had tokens",
          "[snapshot]") {
  ServiceWorld world(often(50));
  create_many(world, 49);
  CHECK(world.snapshots.completed() == 0);
  create_many(world, 1, "a-");
  CHECK(world.snapshots.completed() == 1);
  create_many(world, 50, "b-");
  CHECK(world.snapshots.completed() == 2);
  create_many(world, 98, "c-");
  CHECK(world.snapshots.completed() == 2);
  create_many(world, 2, "d-");
  CHECK(world.snapshots.completed() == 3);
}

TEST_CASE("no snapshot is made where none is wanted", "[snapshot]") {
  ServiceWorld world(often(0));
  create_many(world, 300);
  world.service->close();
  CHECK(world.snapshots.completed() == 0);
  world.restart();
  CHECK(world.replayed == 300);
}

TEST_CASE("a snapshot that takes many turns shows the state at its end", "[snapshot]") {
  ServiceWorld world(often(400));
  create_many(world, 399);
  world.clock.set_pace(1ms);
  world.ask(create("last"));
  REQUIRE(world.snapshots.completed() == 0);
  world.ask(cancel_token("many-0"));    // behind the part that is done
  world.ask(cancel_token("many-398"));  // before it
  world.ask(create("new"));
  REQUIRE(world.snapshots.completed() == 0);
  let_snapshot_end(world);
  REQUIRE(world.snapshots.completed() == 1);
  world.restart();
  CHECK(world.replayed == world.log.head() - world.snapshots.place()->position);
  CHECK(world.state_of("many-0") == TokenState::completed);
  CHECK(world.state_of("many-398") == TokenState::completed);
  CHECK(world.state_of("many-1") == TokenState::active);
  CHECK(world.state_of("new") == TokenState::active);
}

TEST_CASE("what a snapshot gives is what the log gives, whatever happens while it is made", "[snapshot][property]") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    ServiceOptions options = often(20);
    options.keep_ended = Millis{200};
    options.cleanup_interval = Millis{50};
    ServiceWorld world(options);
    create_many(world, 100, "still-");
    world.clock.set_pace(Moment{700});
    RandomClients clients(world, seed);
    for (int step = 0; step < 300; ++step) clients.step();
    REQUIRE(world.snapshots.completed() > 0);
    world.clock.set_pace(Moment{0});
    world.restart();
    CHECK(world.replayed < world.log.head());
    const Picture with = picture_of(world);
    world.snapshots.lose();
    world.restart();
    CHECK(picture_of(world) == with);
  }
}

TEST_CASE("a snapshot of another log, or of another past of this one, is not used", "[snapshot]") {
  ServiceWorld world(often(50));
  create_many(world, 60);
  REQUIRE(world.snapshots.place());
  SnapshotPlace& place = *world.snapshots.place();
  const SnapshotPlace right = place;
  SECTION("another log") {
    place.log_id = "another";
  }
  SECTION("beyond the head") {
    place.position = world.log.head() + 1;
  }
  SECTION("another event at its end") {
    place.fingerprint += 1;
  }
  world.restart();
  CHECK(world.replayed == world.log.head());
  CHECK(world.state_of("many-59") == TokenState::active);
  place = right;
  world.restart();
  CHECK(world.replayed < world.log.head());
}

TEST_CASE("a snapshot is not used once retention has removed events after it; a new one is made", "[snapshot]") {
  ServiceOptions options = often(50);
  options.keep_ended = Millis{100};
  options.cleanup_interval = Millis{100};
  options.retention = Millis{1'000};
  ServiceWorld world(options);
  create_many(world, 50);
  REQUIRE(world.snapshots.completed() == 1);
  const MemorySnapshotStore passed = world.snapshots;
  create_many(world, 5, "ended-");
  for (int index = 0; index < 5; ++index) world.ask(release("ended-" + std::to_string(index)));
  world.pass(5s);
  REQUIRE(world.ask_for<InfoReply>(ReadInfo{})->first > 51);
  const Counters before = world.ask_for<StatisticsReply>(ReadStatistics{})->total;
  const bool with_new = GENERATE(true, false);
  CHECK(world.snapshots.completed() == 2);
  if (!with_new) world.snapshots = passed;
  world.restart();
  CHECK(world.replayed == (with_new ? 0 : world.log.read_after(0, 1'000).size()));
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->total == before);
  CHECK(world.state_of("many-3") == TokenState::active);
}

TEST_CASE("command ids are remembered across a start from a snapshot", "[snapshot]") {
  ServiceWorld world(often(50));
  world.ask(create("first"), "make-first");
  create_many(world, 60);
  world.ask(create("second"), "make-second");
  world.restart();
  REQUIRE(world.replayed < world.log.head());
  CHECK(world.ask(create("first"), "make-first")->replayed);
  CHECK(world.ask(create("second"), "make-second")->replayed);
}

TEST_CASE("a stop makes a snapshot where reading the events again would take longer", "[snapshot]") {
  ServiceWorld world(often(1'000'000));
  create_many(world, 9'000);
  world.service->close();
  CHECK(world.snapshots.completed() == 0);
  create_many(world, 1'500, "more-");
  world.service->close();
  CHECK(world.snapshots.completed() == 1);
  world.restart();
  CHECK(world.replayed == 0);
  CHECK(world.state_of("more-1499") == TokenState::active);
}

TEST_CASE("a failed append drops a snapshot that is being made, and the last one stays of use", "[snapshot]") {
  ServiceWorld world(often(100));
  create_many(world, 100);
  REQUIRE(world.snapshots.completed() == 1);
  world.clock.set_pace(1ms);
  create_many(world, 101, "more-");
  REQUIRE(world.snapshots.completed() == 1);
  world.log.fail_append(1, StorageOutcome::unknown, true);
  CHECK(world.ask_error(create("doubtful"))->code == ErrorCode::storage_unavailable);
  world.clock.set_pace(0ms);
  world.pass(1s);
  CHECK(world.state_of("doubtful") == TokenState::active);
  world.restart();
  CHECK(world.state_of("doubtful") == TokenState::active);
  CHECK(world.state_of("more-0") == TokenState::active);
}

TEST_CASE("more ended tokens than may be leave memory at once, the oldest first", "[snapshot]") {
  ServiceOptions options = often(0);
  options.most_ended = 10;
  ServiceWorld world(options);
  for (int index = 0; index < 30; ++index) {
    world.ask(create("e" + std::to_string(index)));
    world.ask(release("e" + std::to_string(index)));
  }
  CHECK(world.service->tokens_in_memory() <= 11);
  CHECK(world.state_of("e0") == TokenState::released);
  CHECK(world.ask_error(create("e1"))->code == ErrorCode::exists);
}

TEST_CASE("a log of more ended tokens than fit into memory is read again with the same result",
          "[snapshot][property]") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    ServiceOptions options = often(0);
    options.most_ended = 3;
    ServiceWorld world(options);
    RandomClients clients(world, seed);
    for (int step = 0; step < 300; ++step) clients.step();
    const Picture before = picture_of(world);
    world.restart();
    CHECK(picture_of(world) == before);
  }
}

TEST_CASE("a snapshot comes to its end though every turn changes more than a step puts", "[snapshot]") {
  constexpr int commands = 1'024;
  constexpr int parents_each = 5;
  ServiceOptions options = often(200);
  options.keep_ended = Millis{1};
  ServiceWorld world(options);
  for (int index = 0; index < commands * parents_each; ++index)
    world.channel->send(Command{create("p" + std::to_string(index)), {}});
  world.pass(1s);
  const std::size_t before = world.snapshots.completed();
  for (int turn = 0; turn < 60; ++turn) {
    for (int index = 0; index < commands; ++index) {
      const std::string id = "work-" + std::to_string(turn / 2) + "-" + std::to_string(index);
      std::vector<std::string> parents;
      for (int parent = 0; parent < parents_each; ++parent) {
        parents.push_back("p" + std::to_string(index * parents_each + parent));
      }
      world.channel->send(turn % 2 == 0 ? Command{start(id, parents), {}} : Command{finish(id), {}});
    }
    world.service->turn();
    world.clock.advance(5ms);
  }
  CHECK(world.snapshots.completed() > before);
}

TEST_CASE("a snapshot that could not be written is told once", "[snapshot]") {
  ServiceWorld world(often(50));
  world.snapshots.fail("disk full");
  world.ask(create("a"));
  CHECK(world.reports.back().snapshot_failed == "disk full");
  world.ask(create("b"));
  CHECK_FALSE(world.reports.back().snapshot_failed);
}

TEST_CASE("those who wait are answered at the end, also where the log can not be read for a snapshot", "[snapshot]") {
  ServiceWorld world(often(1'000'000));
  create_many(world, 10'001);
  AwaitToken wait;
  wait.name = name("many-1");
  wait.timeout = Millis{60'000};
  const Ticket ticket = world.channel->send(Command{wait, {}});
  world.service->turn();
  world.log.fail_read(1);
  world.service->close();
  CHECK(world.channel->reply_to(ticket));
  CHECK(world.snapshots.completed() == 0);
}

TEST_CASE("a snapshot comes to its end though many command ids come while it is made, and the loop rests then",
          "[snapshot]") {
  ServiceOptions options = often(200);
  options.turn_commands = 5'000;
  ServiceWorld world(options);
  int made = 0;
  const auto turn_of = [&](int commands, bool with_ids) {
    for (; commands > 0; --commands) {
      const std::string id = std::to_string(++made);
      world.channel->send(Command{create(id), with_ids ? std::optional("make-" + id) : std::nullopt});
    }
    world.service->turn();
  };
  turn_of(5'000, true);
  turn_of(0, false);
  turn_of(3'000, true);
  turn_of(3'000, false);  // more changes than one step puts
  turn_of(3'000, true);   // and command ids behind them
  const auto busy = [&] { return world.service->next_due() <= world.clock.elapsed(); };
  for (int turn = 0; turn < 100 && busy(); ++turn) world.service->turn();
  CHECK(world.snapshots.completed() > 0);
  CHECK_FALSE(busy());
  world.restart();
  CHECK(world.replayed < world.log.head());
  CHECK(world.ask(create("14000"), "make-14000")->replayed);
}
