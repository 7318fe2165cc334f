#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

// What the daemon tells of itself to those who watch it.

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using Rejected = std::map<std::int64_t, std::uint64_t>;

namespace {

Rejected rejected(ServiceWorld& world) {
  return world.ask_for<StatisticsReply>(ReadStatistics{})->rejected_commands;
}
CommitTimes commits(ServiceWorld& world) {
  return world.ask_for<StatisticsReply>(ReadStatistics{})->commits;
}

}  // namespace

TEST_CASE("every answer that is an error is counted by its code, also of what was no command", "[service]") {
  ServiceWorld world;
  CHECK(rejected(world).empty());
  world.ask(cancel_token("nobody"));
  world.ask(ReadStatus{name("nobody")});
  world.channel->send(Error{ErrorCode::parse_error, "not JSON"});
  world.ask(create("a"));
  world.ask(create("a"));
  CHECK(rejected(world) == Rejected{{-32700, 1}, {-31010, 1}, {-31001, 2}});
}

TEST_CASE("a wait that runs out is counted, one that is answered is not", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  world.ask(AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{10}});
  world.pass(20ms);
  CHECK(rejected(world) == Rejected{{-31005, 1}});
  world.ask(AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{10'000}});
  world.ask(cancel_token("a"));
  CHECK(rejected(world) == Rejected{{-31005, 1}});
}

TEST_CASE("what was refused while the log took nothing is counted", "[service]") {
  ServiceWorld world;
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.ask(create("a"));
  CHECK(rejected(world) == Rejected{{-31008, 1}});
}

TEST_CASE("the time of each append is counted, of those that became durable alone", "[service]") {
  ServiceWorld world;
  CHECK(commits(world).count == 0);
  world.clock.set_pace(3ms);
  world.ask(create("a"));
  world.ask(create("a"));  // nothing to append
  world.clock.set_pace(0ms);
  const CommitTimes times = commits(world);
  CHECK(times.count == 1);
  CHECK(times.seconds_sum == Approx(0.003));
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.ask(create("b"));
  CHECK(commits(world).count == 1);
}

TEST_CASE("what is counted of a run begins anew with the next", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  world.ask(create("a"));
  world.restart();
  CHECK(rejected(world).empty());
  CHECK(commits(world).count == 0);
}

TEST_CASE("server/info tells the times that are configured", "[service]") {
  ServiceOptions options;
  options.policy.grace = Millis{1'234};
  options.policy.force = Millis{0};
  ServiceWorld world(options);
  const auto* info = world.ask_for<InfoReply>(ReadInfo{});
  CHECK(info->graceful_timeout == Millis{1'234});
  CHECK(info->force_timeout == Millis{0});
}

TEST_CASE("who waits is told when what runs is escalated, by the configured time", "[service]") {
  ServiceOptions options;
  options.policy.grace = Millis{1'234};
  ServiceWorld world(options);
  world.ask(start("work"));
  const Ticket waits =
      world.channel->send(Command{AwaitToken{name("work"), AwaitToken::Until::cancelled, Millis{10'000}}});
  world.service->turn();
  world.ask(cancel_token("work"));
  const auto& told = std::get<StatusReply>(world.channel->reply_to(waits)->body);
  CHECK(told.operations.front().escalates_at == world.clock.now() + 1'234ms);
  CHECK(world.ask_for<StatusReply>(ReadStatus{name("work")})->operations == told.operations);
}
