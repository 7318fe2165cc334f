#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;

namespace {

ServiceOptions short_memory() {
  ServiceOptions options;
  options.keep_ended = Millis{1'000};
  options.cleanup_interval = Millis{100};
  return options;
}

}  // namespace

TEST_CASE("settled tokens leave memory after some time, and are answered from the log", "[service]") {
  ServiceWorld world(short_memory());
  world.ask(create("parent"));
  world.ask(start("work", {"parent"}));
  CancelToken cancel = cancel_token("parent");
  cancel.wish.reason = "enough";
  world.ask(cancel);
  world.ask(finish("work"));
  world.ask(create("active"));
  world.pass(900ms);
  CHECK(world.service->tokens_in_memory() == 3);
  world.pass(5s);
  CHECK(world.service->tokens_in_memory() == 1);
  const auto* status = world.ask_for<StatusReply>(ReadStatus{name("work")});
  REQUIRE(status);
  CHECK(status->token.state == TokenState::completed);
  CHECK(status->token.reason == "enough");
  CHECK(status->token.parents == std::vector<TokenName>{name("parent")});
  CHECK(world.ask_for<TokenListReply>(ListTokens{})->tokens.size() == 3);
  world.pass(5s);
  CHECK(world.service->tokens_in_memory() == 1);
}

TEST_CASE("an id stays taken, and cancelled stays cancelled, after the token left memory", "[service]") {
  ServiceWorld world(short_memory());
  world.ask(create("a"));
  world.ask(cancel_token("a"));
  world.ask(create("b"));
  world.ask(release("b"));
  world.pass(5s);
  REQUIRE(world.service->tokens_in_memory() == 0);
  CHECK(world.ask_error(create("a"))->code == ErrorCode::exists);
  CHECK(world.ask_for<CancelReply>(cancel_token("a"))->already_cancelled);
  CHECK(world.ask_error(cancel_token("b"))->code == ErrorCode::already_terminal);
  CHECK(world.ask_for<StartReply>(start("work", {"a"}))->cancelled);
}

TEST_CASE("an operation reported late takes back tokens that left memory", "[service]") {
  ServiceWorld world(short_memory());
  world.ask(create("far"));
  world.ask(create("near", {"far"}));
  world.ask(cancel_token("far"));
  world.pass(5s);
  REQUIRE(world.service->tokens_in_memory() == 0);
  world.ask(late_start("work", {"near"}));
  CHECK(world.state_of("far") == TokenState::requested);
  world.pass(5s);
  CHECK(world.service->tokens_in_memory() == 3);
  const Position before = world.log.head();
  world.ask(finish("work"));
  CHECK(world.words_after(before) == Words{"work CancellationCompleted stopped", "near CancellationCompleted stopped",
                                           "far CancellationCompleted stopped"});
}

TEST_CASE("an ended token stays in memory while something lives below it", "[service]") {
  ServiceWorld world(short_memory());
  world.ask(create("parent"));
  world.ask(create("child", {"parent"}));
  world.ask(release("parent"));
  world.pass(5s);
  CHECK(world.service->tokens_in_memory() == 2);
  world.ask(release("child"));
  world.pass(5s);
  CHECK(world.service->tokens_in_memory() == 0);
}

TEST_CASE("statistics do not forget what left memory", "[service]") {
  ServiceWorld world(short_memory());
  world.ask(start("work"));
  world.ask(cancel_token("work"));
  world.ask(finish("work"));
  world.pass(5s);
  const auto* statistics = world.ask_for<StatisticsReply>(ReadStatistics{});
  CHECK(statistics->tokens_in_memory == 0);
  CHECK(statistics->total.total_cancelled == 1);
  CHECK(statistics->total.active_operations == 0);
}

TEST_CASE("retention removes what ended long ago, keeps positions, and frees the id", "[service]") {
  ServiceOptions options = short_memory();
  options.retention = Millis{60'000};
  ServiceWorld world(options);
  world.ask(create("old"));
  world.ask(release("old"));
  world.ask(create("live"));
  world.ask(create("ended"));
  world.ask(release("ended"));
  world.pass(50s);
  world.ask(create("recent"));
  world.ask(release("recent"));
  world.pass(30s);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->first == 6);
  const Error* pruned = world.ask_error(ReadEvents{});
  REQUIRE(pruned);
  CHECK(pruned->code == ErrorCode::position_pruned);
  CHECK(pruned->first == 6);
  ReadEvents rest;
  rest.after = 5;
  CHECK(world.ask_for<EventsReply>(rest)->events.size() == 2);
  CHECK(world.state_of("live") == TokenState::active);
  CHECK(world.ask_for<CreateReply>(create("old"))->position == 8);
  world.restart();
  CHECK(world.state_of("live") == TokenState::active);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->head == 8);
}

TEST_CASE("retention keeps the last event, so that no position is given twice", "[service]") {
  ServiceOptions options = short_memory();
  options.retention = Millis{10'000};
  ServiceWorld world(options);
  world.ask(create("a"));
  world.ask(release("a"));
  world.ask(create("b"));
  world.ask(release("b"));
  world.pass(60s);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->first == 4);
  world.restart();
  CHECK(world.ask_for<CreateReply>(create("c"))->position == 5);
}

TEST_CASE("a command id is remembered beyond retention, also after a restart", "[service]") {
  ServiceOptions options = short_memory();
  options.retention = Millis{10'000};
  ServiceWorld world(options);
  world.ask(create("named"), "make");
  world.ask(cancel_token("named"), "stop");
  world.ask(create("other"));
  world.ask(release("other"));
  world.pass(60s);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->first > 3);
  for (int round = 0; round < 2; ++round) {
    const Reply* made = world.ask(create("something else"), "make");
    CHECK(made->replayed);
    CHECK(std::get<CreateReply>(made->body).token.name == name("named"));
    CHECK_FALSE(world.ask_for<CancelReply>(cancel_token("named"), "stop")->already_cancelled);
    world.restart();
  }
}

TEST_CASE("statistics count since the log began, whatever retention removed, also after a restart", "[service]") {
  ServiceOptions options = short_memory();
  options.retention = Millis{10'000};
  ServiceWorld world(options);
  for (const char* id : {"a", "b", "c"}) {
    world.ask(start(id));
    world.ask(cancel_token(id));
    world.pass(5ms);
    world.ask(finish(id));
  }
  const Counters before = world.ask_for<StatisticsReply>(ReadStatistics{})->total;
  world.pass(60s);
  CHECK(world.log.read_after(0, 100).size() < 5);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->total == before);
  world.restart();
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->total == before);
  CHECK(world.ask_for<StatisticsReply>(ReadStatistics{})->by_namespace.at("default") == before);
}
