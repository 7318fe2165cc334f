#include <catch2/catch.hpp>

#include "random_clients.hpp"
#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;

namespace {

// Asks until it is done, as cancelctl does.
PruneReply prune(ServiceWorld& world, std::variant<Position, Timestamp> before) {
  for (int question = 0; question < 10'000; ++question) {
    const auto* reply = world.ask_for<PruneReply>(PruneLog{before});
    REQUIRE(reply);
    if (reply->done) return *reply;
    world.pass(20ms);
  }
  FAIL("it is never done");
  return {};
}

PruneReply prune_all(ServiceWorld& world) {
  return prune(world, world.log.head());
}

void create_and_release(ServiceWorld& world, const std::string& id) {
  world.ask(create(id));
  world.ask(release(id));
}

bool is_known(ServiceWorld& world, const std::string& id) {
  return world.ask_for<StatusReply>(ReadStatus{name(id)}) != nullptr;
}

void restart_without_snapshot(ServiceWorld& world) {
  world.snapshots.lose();
  world.restart();
}

ServiceOptions few_commands_remembered() {
  ServiceOptions options;
  options.policy.remembered_commands = 10;
  options.snapshot_events = 40;
  options.keep_ended = Millis{200};
  options.cleanup_interval = Millis{50};
  return options;
}

// What must be the same before and after a prune: all of what lives, and the numbers.
Picture living(Picture picture) {
  std::erase_if(picture.tokens, [](const TokenView& token) {
    const bool ended = token.state == TokenState::completed || token.state == TokenState::released ||
                       (token.state == TokenState::expired && !token.cancelled());
    return ended;
  });
  return picture;
}

}  // namespace

TEST_CASE("a prune removes what ended below a position, keeps positions, and frees the id", "[prune]") {
  ServiceWorld world;
  create_and_release(world, "old");       // 1, 2
  world.ask(create("live"));              // 3
  create_and_release(world, "also old");  // 4, 5
  create_and_release(world, "younger");   // 6, 7
  const PruneReply pruned = prune(world, Position{6});
  CHECK(pruned.before == 6);
  CHECK(pruned.first == 6);
  CHECK(pruned.head == 7);
  CHECK(pruned.removed_events == 4);
  CHECK_FALSE(is_known(world, "old"));
  CHECK_FALSE(is_known(world, "also old"));
  CHECK(world.state_of("live") == TokenState::active);
  CHECK(world.state_of("younger") == TokenState::released);
  CHECK(world.ask_for<TokenListReply>(ListTokens{})->tokens.size() == 2);
  CHECK(world.ask_for<CreateReply>(create("old"))->position == 8);
}

TEST_CASE("who reads a removed position is told which is the first one left", "[prune]") {
  ServiceWorld world;
  for (const char* id : {"a", "b", "c"}) create_and_release(world, id);
  prune(world, Position{5});
  const Error* refused = world.ask_error(ReadEvents{3});
  REQUIRE(refused);
  CHECK(refused->code == ErrorCode::position_pruned);
  CHECK(refused->first == 5);
  const auto* rest = world.ask_for<EventsReply>(ReadEvents{4});
  REQUIRE(rest);
  CHECK(rest->events.size() == 2);
  CHECK(rest->events.front().position == 5);
}

TEST_CASE("a prune by time removes what was recorded before it", "[prune]") {
  ServiceWorld world;
  create_and_release(world, "old");
  world.pass(10s);
  const Timestamp time = world.clock.now();
  world.pass(10s);
  create_and_release(world, "younger");
  CHECK(prune(world, time).before == 3);
  CHECK_FALSE(is_known(world, "old"));
  CHECK(is_known(world, "younger"));
  CHECK(prune(world, Timestamp{}).removed_events == 0);
  CHECK(prune(world, latest_timestamp).before == 4);
  CHECK(is_known(world, "younger"));  // its last event is the last of all
}

TEST_CASE("the last event stays, so that no position is given twice", "[prune]") {
  ServiceWorld world;
  create_and_release(world, "a");
  create_and_release(world, "b");
  CHECK(prune_all(world).first == 4);
  world.restart();
  CHECK(world.ask_for<CreateReply>(create("c"))->position == 5);
}

TEST_CASE("a position beyond the head is refused", "[prune]") {
  ServiceWorld world;
  world.ask(create("a"));
  const Error* refused = world.ask_error(PruneLog{Position{2}});
  REQUIRE(refused);
  CHECK(refused->code == ErrorCode::invalid_params);
  CHECK(refused->param == "before");
  CHECK(world.ask_for<PruneReply>(PruneLog{Position{0}})->done);
  CHECK(world.ask_for<PruneReply>(PruneLog{Position{1}})->done);
}

TEST_CASE("a prune is answered at once, told as done once, and begins anew for who asks later", "[prune]") {
  ServiceWorld world;
  world.ask(create("parent"));
  world.ask(create("child", {"parent"}));
  world.ask(release("parent"));
  world.ask(create("last"));
  CHECK_FALSE(world.ask_for<PruneReply>(PruneLog{Position{4}})->done);
  world.pass(1s);
  CHECK(world.ask_for<PruneReply>(PruneLog{Position{4}})->done);
  CHECK_FALSE(world.ask_for<PruneReply>(PruneLog{Position{4}})->done);
  world.pass(1min);
  CHECK_FALSE(world.ask_for<PruneReply>(PruneLog{Position{4}})->done);
  CHECK(is_known(world, "parent"));
}

TEST_CASE("a prune that is under way goes on until the larger position", "[prune]") {
  ServiceWorld world;
  for (int index = 0; index < 300; ++index) create_and_release(world, "t" + std::to_string(index));
  world.ask(PruneLog{Position{300}});
  CHECK_FALSE(world.ask_for<PruneReply>(PruneLog{Position{501}})->done);
  CHECK(prune(world, Position{501}).removed_events == 500);
  CHECK_FALSE(is_known(world, "t249"));
  CHECK(is_known(world, "t250"));
}

TEST_CASE("commands go on between the steps of a prune, which are many", "[prune]") {
  ServiceWorld world;
  for (int index = 0; index < 500; ++index) create_and_release(world, "t" + std::to_string(index));
  world.ask(PruneLog{world.log.head()});
  std::size_t steps = 0;
  for (std::size_t turn = 0; turn < 100; ++turn) {
    world.ask(create("new-" + std::to_string(turn)));
    CHECK(world.state_of("new-" + std::to_string(turn)) == TokenState::active);
    world.pass(20ms);
  }
  for (const TurnReport& report : world.reports) {
    if (report.pruned == 0) continue;
    ++steps;
    CHECK(report.pruned <= 64 + 32);
  }
  CHECK(steps >= 5);
  CHECK_FALSE(is_known(world, "t498"));
}

TEST_CASE("a token stays while something lives below it", "[prune]") {
  ServiceWorld world;
  world.ask(create("parent"));
  world.ask(create("middle", {"parent"}));
  world.ask(start("work", {"middle"}));
  world.ask(cancel_token("parent"));
  world.ask(create("other"));
  prune_all(world);
  CHECK(world.state_of("parent") == TokenState::requested);
  CHECK(world.state_of("middle") == TokenState::requested);
  restart_without_snapshot(world);
  const Position before = world.log.head();
  world.ask(finish("work"));
  CHECK(world.words_after(before).size() == 3);
  world.ask(create("another"));
  prune_all(world);
  for (const char* id : {"parent", "middle", "work"}) CHECK_FALSE(is_known(world, id));
}

TEST_CASE("a family that has ended goes as a whole, though it is still in memory", "[prune]") {
  ServiceWorld world;
  world.ask(create("grandparent"));
  world.ask(create("parent", {"grandparent"}));
  for (const char* id : {"one", "two"}) world.ask(create(id, {"parent", "grandparent"}));
  world.ask(cancel_token("grandparent"));
  world.ask(create("last"));
  REQUIRE(world.service->tokens_in_memory() == 5);
  CHECK(prune_all(world).removed_events == 12);
  CHECK(world.service->tokens_in_memory() == 1);
  CHECK(world.log.read_after(0, 100).size() == 1);
}

TEST_CASE("what a remembered command id has caused stays, and is told again", "[prune]") {
  ServiceWorld world;
  world.ask(create("named"), "make");
  const Position made = 1;
  world.ask(release("named"), "end");
  create_and_release(world, "other");
  prune_all(world);
  restart_without_snapshot(world);
  const Reply* again = world.ask(create("named"), "make");
  REQUIRE(again);
  CHECK(again->replayed);
  CHECK(std::get<CreateReply>(again->body).position == made);
  CHECK(world.ask(release("named"), "end")->replayed);
}

TEST_CASE("a time-to-live counts from the end of what ran, also when that could be pruned", "[prune]") {
  ServiceWorld world;
  CreateToken shared = create("shared");
  shared.ttl = Millis{60'000};
  world.ask(shared);
  world.ask(create("middle", {"shared"}));
  world.ask(start("work", {"middle"}));
  world.pass(50s);
  world.ask(finish("work"));
  world.ask(release("middle"));
  world.ask(create("last"));
  const auto expires = world.ask_for<StatusReply>(ReadStatus{name("shared")})->token.expires_at;
  prune_all(world);
  restart_without_snapshot(world);
  CHECK(world.ask_for<StatusReply>(ReadStatus{name("shared")})->token.expires_at == expires);
  world.pass(50s);
  CHECK(world.state_of("shared") == TokenState::active);
  world.ask(start("more", {"shared"}));
  prune_all(world);  // it counts from the end of "more" now
  CHECK_FALSE(is_known(world, "work"));
  CHECK_FALSE(is_known(world, "middle"));
}

TEST_CASE("a token whose parent was pruned is no child of a later one of that name", "[prune]") {
  ServiceOptions options;
  options.keep_ended = Millis{100};
  options.cleanup_interval = Millis{100};
  ServiceWorld world(options);
  world.ask(create("parent"));
  world.ask(create("child", {"parent"}));
  world.ask(release("parent"));
  const Position before = world.log.head() + 1;
  world.ask(cancel_token("child"));
  world.pass(1s);
  prune(world, before);
  REQUIRE_FALSE(is_known(world, "parent"));
  world.ask(create("parent"));
  world.ask(late_start("work", {"child"}));
  CHECK(world.ask_for<ReleaseReply>(release("parent")));  // nothing runs under it
  CHECK(world.state_of("child") == TokenState::requested);
  restart_without_snapshot(world);
  CHECK(world.state_of("parent") == TokenState::released);
  CHECK(world.state_of("child") == TokenState::requested);
}

TEST_CASE("what was pruned does not come back with a snapshot that knew it", "[prune][snapshot]") {
  ServiceOptions options;
  options.snapshot_events = 8;
  ServiceWorld world(options);
  for (const char* id : {"a", "b", "c"}) create_and_release(world, id);
  world.ask(create("parent"));
  world.ask(create("child", {"parent"}));
  REQUIRE(world.snapshots.completed() == 1);
  prune(world, Position{5});
  world.restart();
  REQUIRE(world.replayed == 0);
  CHECK_FALSE(is_known(world, "a"));
  CHECK(is_known(world, "c"));
  CHECK(world.ask_for<CreateReply>(create("b"))->position == 9);
  world.restart();
  CHECK(world.state_of("b") == TokenState::active);
}

TEST_CASE("a prune that passes the last snapshot makes the next one due", "[prune][snapshot]") {
  ServiceOptions options;
  options.snapshot_events = 20;
  ServiceWorld world(options);
  for (int index = 0; index < 15; ++index) create_and_release(world, "t" + std::to_string(index));
  REQUIRE(world.snapshots.completed() == 1);
  const Position at = world.snapshots.place()->position;
  prune(world, at);
  CHECK(world.snapshots.completed() == 1);
  prune(world, at + 1);  // the event at its end may be gone, by which it would be known
  CHECK(world.snapshots.completed() == 2);
  world.restart();
  CHECK(world.replayed == 0);
}

TEST_CASE("no snapshot is made for a prune where there was none", "[prune][snapshot]") {
  ServiceWorld world;
  for (int index = 0; index < 15; ++index) create_and_release(world, "t" + std::to_string(index));
  prune_all(world);
  CHECK(world.snapshots.completed() == 0);
}

TEST_CASE("a prune does not outlive its daemon, and goes on when it is asked for again", "[prune]") {
  ServiceWorld world;
  for (int index = 0; index < 200; ++index) create_and_release(world, "t" + std::to_string(index));
  world.ask(PruneLog{world.log.head()});
  world.restart();
  world.pass(10s);
  CHECK(is_known(world, "t150"));
  prune_all(world);
  CHECK_FALSE(is_known(world, "t150"));
}

TEST_CASE("a prune waits while the log fails, and goes on after", "[prune]") {
  ServiceWorld world;
  for (int index = 0; index < 200; ++index) create_and_release(world, "t" + std::to_string(index));
  const Position head = world.log.head();
  world.ask(PruneLog{head});
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.log.fail_recover(3);
  world.ask(create("refused"));
  REQUIRE(world.log.failed());
  CHECK_FALSE(world.ask_for<PruneReply>(PruneLog{head})->done);
  CHECK(prune(world, head).removed_events == 398);
}

TEST_CASE("what retention has begun tells its progress to who asks for the same", "[prune]") {
  ServiceOptions options;
  options.retention = Millis{10'000};
  options.cleanup_interval = Millis{1'000};
  ServiceWorld world(options);
  for (int index = 0; index < 100; ++index) create_and_release(world, "t" + std::to_string(index));
  world.pass(30s);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->first == 200);
  CHECK(prune_all(world).first == 200);
}

TEST_CASE("what lives is the same after any prune at any moment, and after a start", "[prune][property]") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    ServiceWorld world(few_commands_remembered());
    RandomClients clients(world, seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 12; ++round) {
      for (int step = 0; step < 40; ++step) clients.step();
      const Position before = random() % (world.log.head() + 1);
      world.ask(PruneLog{before});
      if (round % 3 == 0) continue;
      const Picture earlier = picture_of(world);
      const PruneReply pruned = prune(world, before);
      CHECK(pruned.first >= before);
      CHECK(pruned.head == world.log.head());
      const Picture now = picture_of(world);
      CHECK(living(now) == living(earlier));
      for (const Event& event : world.log.read_after(0, 100'000)) {
        CHECK((event.of_session() || world.log.contains(event.token)));
      }
      world.restart();
      CHECK(picture_of(world) == now);
      if (round % 2 == 0) continue;
      restart_without_snapshot(world);
      CHECK(picture_of(world) == now);
    }
    CHECK(world.log.first() > 1);
  }
}

TEST_CASE("a log in which a parent's id was freed and taken again is read to its end", "[prune]") {
  ServiceOptions options;
  options.most_ended = 0;
  options.snapshot_events = 0;
  options.keep_ended = Millis{10};
  options.cleanup_interval = Millis{10};
  ServiceWorld world(options);
  world.ask(create("parent"));
  world.ask(create("child", {"parent"}), "remembered-1");
  world.ask(cancel_token("parent"));
  for (int index = 0; index < 4'200; ++index)
    world.channel->send(Command{create("filler-" + std::to_string(index)), {}});
  world.pass(1s);
  world.ask(late_start("late", {"child"}), "remembered-2");
  world.ask(finish("late"));
  world.pass(1s);
  world.ask(create("one more"));
  for (int asked = 0; asked < 1'000; ++asked) {
    if (world.ask_for<PruneReply>(PruneLog{world.log.head()})->done) break;
    world.pass(20ms);
  }
  REQUIRE_FALSE(world.log.contains(name("parent")));
  REQUIRE(world.log.contains(name("child")));
  REQUIRE(world.ask_for<CreateReply>(create("parent")));
  world.pass(1s);
  world.ask(release("parent"));
  world.restart();
  CHECK(world.state_of("parent") == TokenState::released);
  CHECK(world.state_of("child") == TokenState::completed);
}

TEST_CASE("a prune that meets a damaged event goes no further, says so, and the service lives on", "[prune]") {
  ServiceWorld world;
  create_and_release(world, "whole");
  create_and_release(world, "damaged");
  world.ask(create("live"));
  world.log.damage(name("damaged"));
  world.reports.clear();
  world.ask_for<PruneReply>(PruneLog{world.log.head()});
  world.pass(1s);
  const auto told = std::count_if(world.reports.begin(), world.reports.end(),
                                  [](const TurnReport& report) { return report.damage.has_value(); });
  CHECK(told == 1);
  CHECK(world.log.contains(name("damaged")));
  CHECK(world.state_of("live") == TokenState::active);
  CHECK(world.ask_for<CreateReply>(create("another")));
}
