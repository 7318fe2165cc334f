#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;

namespace {

StartOperation timed(const std::string& id, Millis deadline, Millis grace, Millis force) {
  StartOperation command = start(id);
  command.deadline = deadline;
  command.grace = grace;
  command.force = force;
  return command;
}

const Words whole_story{"work TokenCreated", "work OperationStarted", "work CancellationRequested graceful timeout",
                        "work CancellationEscalated grace_elapsed", "work CancellationExpired unconfirmed"};

}  // namespace

TEST_CASE("deadline, grace and force follow each other exactly", "[service]") {
  ServiceWorld world;
  world.ask(timed("work", 100ms, 20ms, 5ms));
  const Timestamp began = world.clock.now();
  world.pass(1s);
  CHECK(world.words_after(0) == whole_story);
  const auto events = world.log.read_after(0, 10);
  CHECK(events[2].time - began == 100ms);
  CHECK(events[3].time - began == 120ms);
  CHECK(events[4].time - began == 125ms);
}

TEST_CASE("a wall clock that jumps neither hurries nor delays anything", "[service]") {
  const Moment jump = GENERATE(Moment{-2h}, Moment{2h});
  ServiceWorld world;
  world.ask(timed("work", 100ms, 20ms, 5ms));
  world.pass(50ms);
  world.clock.jump_wall(jump);
  world.pass(49ms);
  CHECK(world.log.head() == 2);
  world.pass(1ms);
  CHECK(world.log.head() == 3);
  world.clock.jump_wall(-jump);
  world.pass(19ms);
  CHECK(world.log.head() == 3);
  world.pass(6ms);
  CHECK(world.words_after(0) == whole_story);
}

TEST_CASE("after a restart what passed meanwhile fires at once, and the rest in its time", "[service]") {
  ServiceWorld world;
  world.ask(timed("work", 100ms, 20ms, 5s));
  CreateToken idle = create("idle");
  idle.ttl = Millis{10'000};
  world.ask(idle);
  world.clock.advance(200ms);
  world.restart();
  world.pass(0ms);
  CHECK(world.words_after(3) == Words{"work CancellationRequested graceful timeout"});
  world.pass(9s);
  CHECK(world.state_of("idle") == TokenState::active);
  world.pass(1s);
  CHECK(world.state_of("idle") == TokenState::expired);
}

TEST_CASE("a lease that is renewed holds, one that is not ends the session exactly then", "[service]") {
  ServiceWorld world;
  OpenSession command;
  command.name = "server";
  command.lease = Millis{100};
  const std::string session = world.ask_for<OpenSessionReply>(command)->session;
  StartOperation owned = start("work");
  owned.session = session;
  world.ask(owned);
  for (int round = 0; round < 5; ++round) {
    world.pass(90ms);
    REQUIRE(world.ask_for<RenewSessionReply>(RenewSession{session}));
  }
  world.pass(99ms);
  CHECK(world.state_of("work") == TokenState::active);
  world.pass(1ms);
  CHECK(world.words_after(3) == Words{"$session SessionClosed lease_elapsed",
                                      "work CancellationRequested graceful client_disconnected",
                                      "work CancellationCompleted lost"});
  CHECK(world.ask_error(RenewSession{session})->code == ErrorCode::session_not_found);
}

TEST_CASE("after a restart an open session gets one full lease", "[service]") {
  ServiceWorld world;
  OpenSession command;
  command.name = "server";
  command.lease = Millis{100};
  const std::string session = world.ask_for<OpenSessionReply>(command)->session;
  world.clock.advance(10s);
  world.restart();
  world.pass(99ms);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->open_sessions == 1);
  world.pass(1ms);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->open_sessions == 0);
}

TEST_CASE("a daemon that stood still gives every session one full lease, as after a restart", "[service]") {
  ServiceWorld world;
  OpenSession command;
  command.name = "server";
  command.lease = Millis{100};
  const std::string session = world.ask_for<OpenSessionReply>(command)->session;
  StartOperation owned = start("work");
  owned.session = session;
  world.ask(owned);
  world.clock.advance(30s);
  world.pass(0ms);
  world.pass(99ms);
  CHECK(world.state_of("work") == TokenState::active);
  world.pass(1ms);
  CHECK(world.state_of("work") == TokenState::completed);
}

TEST_CASE("a lease that is found to have run out late goes on for as long as it was late", "[service]") {
  ServiceWorld world;
  OpenSession command;
  command.name = "server";
  command.lease = Millis{500};
  const std::string session = world.ask_for<OpenSessionReply>(command)->session;
  world.clock.advance(700ms);
  world.pass(0ms);
  world.pass(199ms);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->open_sessions == 1);
  world.pass(1ms);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->open_sessions == 0);
}

TEST_CASE("a wait runs out exactly then", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  const Ticket wait = world.channel->send(
      Command{AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{250}}});
  world.service->turn();
  world.pass(249ms);
  CHECK_FALSE(world.channel->reply_to(wait));
  world.pass(1ms);
  REQUIRE(world.channel->reply_to(wait));
  CHECK(std::get<Error>(world.channel->reply_to(wait)->body).code == ErrorCode::cancellation_timeout);
  world.ask(cancel_token("a"));
  CHECK(world.channel->answered_twice == 0);
}

TEST_CASE("the heartbeat comes once an interval and tells the head that was published", "[service]") {
  ServiceWorld world;
  world.service->turn();
  const std::size_t before = world.publisher->heartbeats.size();
  world.ask(create("a"));
  world.pass(10s);
  CHECK(world.publisher->heartbeats.size() - before == 10);
  CHECK(world.publisher->heartbeats.back() == 1);
}

TEST_CASE("many timers that are due at once all fire, with commands in between", "[service]") {
  ServiceWorld world;
  for (int index = 0; index < 5'000; ++index) {
    CreateToken command = create("t" + std::to_string(index));
    command.ttl = Millis{10};
    world.channel->send(Command{command});
  }
  while (world.log.head() < 5'000) world.service->turn();
  world.clock.advance(10ms);
  const auto* info = world.ask_for<InfoReply>(ReadInfo{});
  REQUIRE(info);
  CHECK(info->head < 10'000);
  world.pass(0ms);
  CHECK(world.log.head() == 10'000);
}

TEST_CASE("what passed while nobody was there fires in the order in which it was due", "[service]") {
  ServiceWorld world;
  CreateToken command = create("late");
  command.ttl = Millis{300};
  world.ask(command);
  command = create("early");
  command.ttl = Millis{100};
  world.ask(command);
  world.clock.advance(10s);
  world.restart();
  world.pass(0ms);
  CHECK(world.words_after(2) == Words{"early CancellationExpired ttl", "late CancellationExpired ttl"});
}

TEST_CASE("many waits of one token run out, and are woken, without counting one another", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  std::vector<Ticket> waits;
  for (int index = 0; index < 50'000; ++index) {
    const Millis timeout{index % 2 ? 100 : 60'000};
    waits.push_back(world.channel->send(Command{AwaitToken{name("a"), AwaitToken::Until::cancelled, timeout}}));
  }
  while (world.service->turn().commands > 0) {}
  world.pass(100ms);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->pending_waits == 25'000);
  world.ask(cancel_token("a"));
  for (const Ticket wait : waits) REQUIRE(world.channel->reply_to(wait));
  CHECK(world.channel->answered_twice == 0);
}
