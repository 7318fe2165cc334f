#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using Words = std::vector<std::string>;

TEST_CASE("all waiting commands share one append, and each sees those before it", "[service]") {
  ServiceWorld world;
  const Ticket made = world.channel->send(Command{create("a")});
  const Ticket cancelled = world.channel->send(Command{cancel_token("a")});
  const Ticket status = world.channel->send(Command{ReadStatus{name("a")}});
  const TurnReport report = world.service->turn();
  CHECK(world.log.appended() == 1);
  CHECK(report.commands == 3);
  CHECK(report.published.size() == 3);
  CHECK(std::get<CreateReply>(world.channel->reply_to(made)->body).position == 1);
  CHECK(std::get<CancelReply>(world.channel->reply_to(cancelled)->body).position == 3);
  CHECK(std::get<StatusReply>(world.channel->reply_to(status)->body).token.state == TokenState::completed);
  CHECK(world.channel->order == std::vector<Ticket>{made, cancelled, status});
}

TEST_CASE("what is published is durable, in order, once", "[service]") {
  ServiceWorld world;
  for (int round = 0; round < 50; ++round) {
    world.ask(create("t" + std::to_string(round)));
    world.ask(cancel_token("t" + std::to_string(round)));
  }
  REQUIRE(world.publisher->events.size() == world.log.head());
  for (std::size_t index = 0; index < world.publisher->events.size(); ++index) {
    CHECK(world.publisher->events[index].position == index + 1);
  }
  CHECK(world.publisher->events == world.log.read_after(0, 1'000));
}

TEST_CASE("a refused command and a read cause no append", "[service]") {
  ServiceWorld world;
  CHECK(world.ask_error(cancel_token("nobody"))->code == ErrorCode::token_not_found);
  CHECK(world.ask_error(ReadStatus{name("nobody")})->code == ErrorCode::token_not_found);
  CHECK(world.ask_for<InfoReply>(ReadInfo{})->head == 0);
  CHECK(world.log.tried() == 0);
}

TEST_CASE("what was no command is answered in its turn", "[service]") {
  ServiceWorld world;
  const Ticket first = world.channel->send(Command{create("a")});
  const Ticket broken = world.channel->send(Error{ErrorCode::parse_error, "not JSON"});
  const Ticket last = world.channel->send(Command{create("b")});
  world.service->turn();
  CHECK(world.channel->order == std::vector<Ticket>{first, broken, last});
  CHECK(std::get<Error>(world.channel->reply_to(broken)->body).code == ErrorCode::parse_error);
}

TEST_CASE("ids are made where none is given", "[service]") {
  ServiceWorld world;
  CreateToken command = create("");
  const auto* reply = world.ask_for<CreateReply>(command);
  REQUIRE(reply);
  CHECK_FALSE(reply->token.name.id.empty());
  CHECK(world.ask_for<StartReply>(start(""))->name.id != reply->token.name.id);
}

TEST_CASE("a wait is answered as soon as it is so, after durability, and holds nothing up", "[service]") {
  ServiceWorld world;
  world.ask(start("work"));
  const Ticket wait = world.channel->send(
      Command{AwaitToken{name("work"), AwaitToken::Until::cancelled, Millis{60'000}}});
  const Ticket other = world.channel->send(
      Command{AwaitToken{name("work"), AwaitToken::Until::completed, Millis{60'000}}});
  world.service->turn();
  CHECK_FALSE(world.channel->reply_to(wait));
  world.ask(cancel_token("work"));
  REQUIRE(world.channel->reply_to(wait));
  CHECK(std::get<StatusReply>(world.channel->reply_to(wait)->body).token.state == TokenState::requested);
  CHECK_FALSE(world.channel->reply_to(other));
  world.ask(finish("work"));
  REQUIRE(world.channel->reply_to(other));
  CHECK(std::get<StatusReply>(world.channel->reply_to(other)->body).token.state == TokenState::completed);
}

TEST_CASE("a wait for a token that ends uncancelled is told so", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  const Ticket wait = world.channel->send(
      Command{AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{60'000}}});
  world.ask(release("a"));
  REQUIRE(world.channel->reply_to(wait));
  CHECK(std::get<Error>(world.channel->reply_to(wait)->body).code == ErrorCode::already_terminal);
}

TEST_CASE("at the end those who wait are told", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  const Ticket wait = world.channel->send(
      Command{AwaitToken{name("a"), AwaitToken::Until::cancelled, Millis{60'000}}});
  world.service->turn();
  world.service->close();
  REQUIRE(world.channel->reply_to(wait));
  CHECK(world.channel->answered_twice == 0);
}

TEST_CASE("events are read from any position, filtered, and next says how far it looked", "[service]") {
  ServiceWorld world;
  for (int index = 0; index < 20; ++index) world.ask(create("t" + std::to_string(index)));
  ReadEvents query;
  query.after = 5;
  query.limit = 4;
  const auto* page = world.ask_for<EventsReply>(query);
  REQUIRE(page->events.size() == 4);
  CHECK(page->events.front().position == 6);
  CHECK(page->next == 9);
  query.token = TokenReference{{}, "t15"};
  const auto* one = world.ask_for<EventsReply>(query);
  REQUIRE(one->events.size() == 1);
  CHECK(one->events.front().position == 16);
  CHECK(one->next == 20);
  query.after = 1'000;
  const auto* beyond = world.ask_for<EventsReply>(query);
  CHECK(beyond->events.empty());
  CHECK(beyond->next == 20);
}

TEST_CASE("a filtered read looks at a bounded number of events, and reading on finds everything", "[service]") {
  ServiceWorld world;
  for (int index = 0; index < 10'000; ++index) world.channel->send(Command{create("t" + std::to_string(index))});
  while (world.log.head() < 10'000) world.service->turn();
  ReadEvents query;
  query.token = TokenReference{{}, "t9999"};
  int requests = 0;
  for (;; ++requests) {
    const auto* page = world.ask_for<EventsReply>(query);
    query.after = page->next;
    if (!page->events.empty() || page->next == page->head) break;
    REQUIRE(page->next < page->head);
  }
  CHECK(query.after == 10'000);
  CHECK(requests > 0);
}

TEST_CASE("a list sees what the same turn did before it", "[service]") {
  ServiceWorld world;
  world.channel->send(Command{create("a")});
  world.channel->send(Command{create("b")});
  const auto* list = world.ask_for<TokenListReply>(ListTokens{});
  REQUIRE(list->tokens.size() == 2);
  CHECK(list->tokens[0].name.id == "a");
  CHECK_FALSE(list->more);
  ListTokens one;
  one.limit = 1;
  CHECK(world.ask_for<TokenListReply>(one)->more);
}

TEST_CASE("a log that somebody else writes, too, is read and decided again", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  State state;
  evolve(state, world.log.read_after(0, 1).front());
  Event foreign = placed(state, {name("a"), CancellationRequested{}, {}}, world.clock.now(), {});
  evolve(state, foreign);
  const TokenView row = view(*state.find(name("a")));
  world.log.append_elsewhere(Batch{1, std::span(&foreign, 1), std::span(&row, 1)});

  const auto* reply = world.ask_for<CancelReply>(cancel_token("a", Mode::force));
  REQUIRE(reply);
  CHECK(reply->already_cancelled);
  CHECK(world.ask_for<CreateReply>(create("b"))->position == 3);
  CHECK(world.publisher->events.size() == 3);
  CHECK(world.channel->answered_twice == 0);
}
