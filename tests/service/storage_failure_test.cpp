#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;

TEST_CASE("a failed append refuses what it would have changed, and nothing of it happened", "[service]") {
  ServiceWorld world;
  world.ask(create("before"));
  world.log.fail_append(1, StorageOutcome::not_recorded);
  const Ticket made = world.channel->send(Command{create("a")});
  const Ticket read = world.channel->send(Command{ReadStatus{name("a")}});
  const Ticket other = world.channel->send(Command{ReadStatus{name("before")}});
  const TurnReport report = world.service->turn();
  CHECK(report.storage_failed);
  CHECK(report.published.empty());
  const auto& refused = std::get<Error>(world.channel->reply_to(made)->body);
  CHECK(refused.code == ErrorCode::storage_unavailable);
  CHECK(refused.outcome == StorageOutcome::not_recorded);
  CHECK(std::get<Error>(world.channel->reply_to(read)->body).code == ErrorCode::token_not_found);
  CHECK(std::holds_alternative<StatusReply>(world.channel->reply_to(other)->body));
}

TEST_CASE("while the log takes nothing changes are refused and reads go on, then all goes on", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.log.fail_recover(3);
  world.ask(create("b"));
  CHECK(world.ask_error(create("c"))->outcome == StorageOutcome::not_recorded);
  CHECK(world.state_of("a") == TokenState::active);
  CHECK(world.ask_for<EventsReply>(ReadEvents{})->events.size() == 1);
  CHECK(world.ask_for<TokenListReply>(ListTokens{})->tokens.size() == 1);
  world.pass(1s);
  REQUIRE(world.ask_for<CreateReply>(create("c")));
  CHECK(world.words_after(0) == Words{"a TokenCreated", "c TokenCreated"});
  CHECK(world.publisher->events.size() == 2);
}

TEST_CASE("an append with unknown outcome that happened is published, and its command is not carried out again",
          "[service]") {
  ServiceWorld world;
  world.log.fail_append(1, StorageOutcome::unknown, true);
  const Error* error = world.ask_error(create("a"), "one");
  REQUIRE(error);
  CHECK(error->outcome == StorageOutcome::unknown);
  CHECK(world.publisher->events.empty());
  world.pass(1s);
  CHECK(world.publisher->events.size() == 1);
  const Reply* again = world.ask(create("a"), "one");
  REQUIRE(std::holds_alternative<CreateReply>(again->body));
  CHECK(again->replayed);
  CHECK(world.log.head() == 1);
}

TEST_CASE("an append with unknown outcome that did not happen can be sent again", "[service]") {
  ServiceWorld world;
  world.log.fail_append(1, StorageOutcome::unknown, false);
  CHECK(world.ask_error(create("a"), "one")->outcome == StorageOutcome::unknown);
  world.pass(1s);
  const Reply* again = world.ask(create("a"), "one");
  REQUIRE(std::holds_alternative<CreateReply>(again->body));
  CHECK_FALSE(again->replayed);
  CHECK(world.log.head() == 1);
}

TEST_CASE("a timer that could not be recorded fires when the log is back", "[service]") {
  ServiceWorld world;
  StartOperation command = start("work");
  command.deadline = Millis{100};
  world.ask(command);
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.log.fail_recover(5);
  world.pass(100ms);
  CHECK(world.log.head() == 2);
  world.pass(1s);
  CHECK(world.words_after(2) == Words{"work CancellationRequested graceful timeout"});
}

TEST_CASE("a wait for a token that never came to be is told so", "[service]") {
  ServiceWorld world;
  world.log.fail_append(1, StorageOutcome::not_recorded);
  world.channel->send(Command{create("a")});
  const Ticket wait = world.channel->send(
      Command{AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{60'000}}});
  world.service->turn();
  REQUIRE(world.channel->reply_to(wait));
  CHECK(std::get<Error>(world.channel->reply_to(wait)->body).code == ErrorCode::token_not_found);
}

TEST_CASE("the storm: appends fail at random, and what was acknowledged is in the log exactly once", "[service]") {
  ServiceWorld world;
  std::size_t acknowledged = 0;
  for (int index = 0; index < 400; ++index) {
    if (index % 7 == 0) world.log.fail_append(1, index % 2 ? StorageOutcome::unknown : StorageOutcome::not_recorded,
                                              index % 2 && index % 3 == 0);
    const std::string id = "t" + std::to_string(index);
    for (int attempt = 0; attempt < 10; ++attempt) {
      const Reply* reply = world.ask(create(id), id);
      if (std::holds_alternative<CreateReply>(reply->body)) {
        ++acknowledged;
        break;
      }
      world.pass(100ms);
    }
  }
  CHECK(acknowledged == 400);
  CHECK(world.log.head() == 400);
  CHECK(world.publisher->events == world.log.read_after(0, 1'000));
}

TEST_CASE("a log that can not even be read ends the service before anything false is said", "[service]") {
  ServiceWorld world;
  world.ask(create("before"));
  world.log.fail_append(1, StorageOutcome::unknown);
  world.log.fail_read(1);
  const Ticket made = world.channel->send(Command{create("a")});
  SECTION("at the end of a turn") {}
  SECTION("in the middle of one") { world.channel->send(Command{ListTokens{}}); }
  CHECK_THROWS_AS(world.service->turn(), LogLost);
  CHECK_FALSE(world.channel->reply_to(made));
  CHECK(world.publisher->events.size() == 1);
}

TEST_CASE("while an outcome is unknown, a repetition is told so and another command is not recorded", "[service]") {
  ServiceWorld world;
  world.log.fail_append(1, StorageOutcome::unknown, true);
  world.log.fail_recover(1);
  const Ticket first = world.channel->send(Command{create("a"), "one"});
  const Ticket repeated = world.channel->send(Command{create("a"), "one"});
  world.service->turn();
  for (const Ticket ticket : {first, repeated}) {
    CHECK(std::get<Error>(world.channel->reply_to(ticket)->body).outcome == StorageOutcome::unknown);
  }
  CHECK(world.ask_error(create("a"), "one")->outcome == StorageOutcome::unknown);
  CHECK(world.ask_error(create("b"), "two")->outcome == StorageOutcome::not_recorded);
  world.pass(1s);
  CHECK(world.ask(create("a"), "one")->replayed);
  CHECK(world.log.head() == 1);
}
