#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

TEST_CASE("a command with a known id happens once, and is answered as the first time", "[service]") {
  ServiceWorld world;
  const bool restart = GENERATE(false, true);
  const auto again = [&] {
    if (restart) world.restart();
  };
  world.ask(create("shared"), "make");
  world.ask(start("work", {"shared"}), "begin");
  world.ask(cancel_token("shared"), "stop");
  world.ask(executed("work"), "taken");
  world.ask(finish("work"), "done");
  const Position head = world.log.head();
  again();

  const Reply* made = world.ask(create("another"), "make");
  REQUIRE(made);
  CHECK(made->replayed);
  CHECK(std::get<CreateReply>(made->body).token.name.id == "shared");
  CHECK(std::get<CreateReply>(made->body).position == 1);
  CHECK(std::get<StartReply>(world.ask(start("x"), "begin")->body).name.id == "work");
  const auto* cancelled = world.ask_for<CancelReply>(cancel_token("shared"), "stop");
  CHECK_FALSE(cancelled->already_cancelled);
  CHECK(cancelled->position == 5);
  CHECK(world.ask_for<PositionReply>(executed("work"), "taken")->position == 6);
  const auto* done = world.ask_for<FinishReply>(finish("work"), "done");
  CHECK(done->cancelled);
  CHECK(done->position == head);
  CHECK(world.log.head() == head);
}

TEST_CASE("a known id with another method is refused", "[service]") {
  ServiceWorld world;
  world.ask(create("a"), "one");
  const Error* error = world.ask_error(cancel_token("a"), "one");
  REQUIRE(error);
  CHECK(error->code == ErrorCode::invalid_params);
  CHECK(error->param == "commandId");
  CHECK(world.ask_error(start("b"), "one")->code == ErrorCode::invalid_params);
}

TEST_CASE("a command that caused nothing, or was refused, is not remembered", "[service]") {
  ServiceWorld world;
  CHECK(world.ask_error(cancel_token("a"), "one")->code == ErrorCode::token_not_found);
  world.ask(create("a"));
  CHECK_FALSE(world.ask_for<CancelReply>(cancel_token("a"), "one")->already_cancelled);
  CHECK(world.ask_for<CancelReply>(cancel_token("a"), "two")->already_cancelled);
  CHECK_FALSE(world.ask(cancel_token("a"), "two")->replayed);
}

TEST_CASE("a repeated cancelMany names the tokens that it matched the first time", "[service]") {
  ServiceWorld world;
  world.ask(create("a"));
  world.ask(create("b", {"a"}));
  CreateToken elsewhere = create("c");
  elsewhere.name.space = "elsewhere";
  world.ask(elsewhere);
  CancelMany many;
  many.filter.space = "default";
  CHECK(world.ask_for<CancelManyReply>(many, "all")->tokens.size() == 2);
  world.restart();
  const Reply* again = world.ask(many, "all");
  CHECK(again->replayed);
  CHECK(std::get<CancelManyReply>(again->body).tokens == std::vector<TokenName>{name("a"), name("b")});
}

TEST_CASE("a command repeated within one turn happens once", "[service]") {
  ServiceWorld world;
  const Ticket first = world.channel->send(Command{create(""), "one"});
  const Ticket second = world.channel->send(Command{create(""), "one"});
  world.service->turn();
  const auto& one = std::get<CreateReply>(world.channel->reply_to(first)->body);
  const auto& two = std::get<CreateReply>(world.channel->reply_to(second)->body);
  CHECK(one.token.name == two.token.name);
  CHECK(world.channel->reply_to(second)->replayed);
  CHECK(world.log.head() == 1);
}

TEST_CASE("a session that is opened again is the same session", "[service]") {
  ServiceWorld world;
  OpenSession command;
  command.name = "server";
  const std::string first = world.ask_for<OpenSessionReply>(command, "hello")->session;
  CHECK(world.ask_for<OpenSessionReply>(command, "hello")->session == first);
  world.ask(CloseSession{first}, "bye");
  CHECK(world.ask(CloseSession{first}, "bye")->replayed);
  CHECK(world.ask_error(CloseSession{first})->code == ErrorCode::session_not_found);
}

TEST_CASE("at least the configured number of command ids is remembered", "[service]") {
  ServiceOptions options;
  options.policy.remembered_commands = 10;
  ServiceWorld world(options);
  for (int index = 0; index < 15; ++index) world.ask(create("t" + std::to_string(index)), "c" + std::to_string(index));
  CHECK(world.ask(create("t5"), "c5")->replayed);
  CHECK(std::get<Error>(world.ask(create("t4"), "c4")->body).code == ErrorCode::exists);
}
