#include <catch2/catch.hpp>

#include "service_world.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;

namespace {

FinishOperation finish_with(const std::string& id, std::string result, Outcome outcome = Outcome::succeeded) {
  FinishOperation command = finish(id, outcome);
  command.result = std::move(result);
  return command;
}

ResultReply result_of(ServiceWorld& world, const std::string& id) {
  const auto* reply = world.ask_for<ResultReply>(ReadResult{name(id)});
  REQUIRE(reply);
  CHECK(reply->name == name(id));
  return *reply;
}

ServiceOptions nothing_kept_in_memory() {
  ServiceOptions options;
  options.keep_ended = Millis{0};
  options.cleanup_interval = Millis{10};
  options.most_ended = 1;
  return options;
}

void run_and_finish(ServiceWorld& world, const std::string& id, const std::string& result) {
  world.ask(start(id));
  world.ask(finish_with(id, result));
}

}  // namespace

TEST_CASE("of a running operation there is no outcome and no result yet", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  const ResultReply reply = result_of(world, "work");
  CHECK(reply.state == OperationState::running);
  CHECK_FALSE(reply.outcome);
  CHECK_FALSE(reply.result);
  CHECK_FALSE(reply.finished_at);
  CHECK_FALSE(reply.cause);
  CHECK(reply.position == 2);
}

TEST_CASE("a running operation that is to stop says why", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  CancelToken cancel = cancel_token("work");
  cancel.wish.reason = "enough";
  cancel.wish.cause = Cause::superseded;
  world.ask(cancel);
  const ResultReply reply = result_of(world, "work");
  CHECK(reply.state == OperationState::running);
  CHECK(reply.reason == "enough");
  CHECK(reply.cause == Cause::superseded);
}

TEST_CASE("the result of an operation that has ended is what its owner gave", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  FinishOperation command = finish_with("work", "half of it", Outcome::failed);
  command.error = "no space";
  world.pass(5s);
  world.ask(command);
  const Timestamp ended = world.clock.now();
  world.pass(5s);
  const ResultReply reply = result_of(world, "work");
  CHECK(reply.state == OperationState::finished);
  CHECK(reply.outcome == Outcome::failed);
  CHECK(reply.error == "no space");
  CHECK(reply.result == "half of it");
  CHECK(reply.finished_at == ended);
  CHECK_FALSE(reply.cause);
  CHECK(reply.position == 3);
}

TEST_CASE("an operation that has ended without a result has none, and an empty one is one", "[result]") {
  ServiceWorld world;
  world.ask(start("silent"));
  world.ask(finish("silent"));
  run_and_finish(world, "empty", "");
  CHECK(result_of(world, "silent").state == OperationState::finished);
  CHECK_FALSE(result_of(world, "silent").result);
  CHECK(result_of(world, "empty").result == "");
}

TEST_CASE("what is no operation has no result", "[result]") {
  ServiceWorld world;
  world.ask(create("token"));
  CancelToken early = cancel_token("remembered");
  early.remember_if_absent = true;
  world.ask(early);
  for (const char* id : {"nobody", "token", "remembered"}) {
    const Error* error = world.ask_error(ReadResult{name(id)});
    REQUIRE(error);
    CHECK(error->code == ErrorCode::operation_not_found);
  }
}

TEST_CASE("a result that a cancellation did not prevent is told together with it", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  world.ask(cancel_token("work"));
  world.ask(finish_with("work", "in time"));
  const ResultReply reply = result_of(world, "work");
  CHECK(reply.outcome == Outcome::succeeded);
  CHECK(reply.result == "in time");
  CHECK(reply.cause == Cause::user_requested);
}

TEST_CASE("the end that counts is the operation's own, whatever else happens to its token", "[result]") {
  ServiceWorld world;
  SECTION("others run on under it") {
    world.ask(start("outer"));
    world.ask(start("inner", {"outer"}));
    world.ask(cancel_token("outer"));
    world.ask(finish_with("outer", "of the outer one", Outcome::stopped));
    const Position end = world.log.head();
    CHECK(result_of(world, "outer").result == "of the outer one");
    world.ask(finish_with("inner", "of the inner one"));
    CHECK(result_of(world, "outer").result == "of the outer one");
    CHECK(result_of(world, "outer").position == end);
  }
  SECTION("it was cancelled before it began") {
    CancelToken early = cancel_token("work");
    early.remember_if_absent = true;
    world.ask(early);
    world.ask(late_start("work"));
    CHECK(result_of(world, "work").state == OperationState::running);
    world.ask(finish_with("work", "late", Outcome::stopped));
    CHECK(result_of(world, "work").outcome == Outcome::stopped);
    CHECK(result_of(world, "work").result == "late");
  }
}

TEST_CASE("an operation whose owner is gone is lost, and so is what it has made", "[result]") {
  ServiceWorld world;
  world.ask(open_session("s"));
  StartOperation owned = start("work");
  owned.session = "s";
  world.ask(owned);
  world.ask(close_session("s"));
  const ResultReply reply = result_of(world, "work");
  CHECK(reply.outcome == Outcome::lost);
  CHECK_FALSE(reply.result);
  CHECK(reply.cause == Cause::client_disconnected);
}

TEST_CASE("a result can be read in the turn in which it is given", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  world.channel->send(Command{finish_with("work", "at once"), {}});
  const Ticket asked = world.channel->send(Command{ReadResult{name("work")}, {}});
  world.service->turn();
  CHECK(std::get<ResultReply>(world.channel->reply_to(asked)->body).result == "at once");
}

TEST_CASE("results outlive a restart, with a snapshot and without one", "[result]") {
  ServiceOptions options;
  options.snapshot_events = GENERATE(std::uint64_t{1}, std::uint64_t{1'000'000});
  ServiceWorld world(options);
  run_and_finish(world, "work", "kept");
  world.pass(1s);
  world.restart();
  CHECK(result_of(world, "work").result == "kept");
}

TEST_CASE("results of operations that have left memory are read from the log", "[result]") {
  ServiceWorld world(nothing_kept_in_memory());
  const bool restart = GENERATE(false, true);
  for (int index = 0; index < 20; ++index) {
    run_and_finish(world, "work-" + std::to_string(index), "made by " + std::to_string(index));
  }
  world.pass(1s);
  REQUIRE(world.service->tokens_in_memory() <= 1);
  if (restart) world.restart();
  for (int index = 0; index < 20; ++index) {
    CHECK(result_of(world, "work-" + std::to_string(index)).result == "made by " + std::to_string(index));
  }
  world.pass(1s);
  CHECK(world.service->tokens_in_memory() <= 1);
}

TEST_CASE("a finish that is repeated keeps the first result", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  world.ask(finish_with("work", "first"), "done");
  const Reply* again = world.ask(finish_with("work", "second"), "done");
  REQUIRE(again);
  CHECK(again->replayed);
  CHECK(std::get<FinishReply>(again->body).position == 3);
  CHECK(world.ask_error(finish_with("work", "third"))->code == ErrorCode::already_terminal);
  CHECK(result_of(world, "work").result == "first");
}

TEST_CASE("a result goes with its token when that is removed from the log", "[result]") {
  ServiceWorld world;
  run_and_finish(world, "old", "gone");
  run_and_finish(world, "younger", "kept");
  const Position before = 4;
  for (int question = 0; question < 1'000; ++question) {
    if (world.ask_for<PruneReply>(PruneLog{before})->done) break;
    world.pass(20ms);
  }
  CHECK(world.ask_error(ReadResult{name("old")})->code == ErrorCode::operation_not_found);
  CHECK(result_of(world, "younger").result == "kept");
}

TEST_CASE("a result that the log did not take is none", "[result]") {
  ServiceWorld world;
  world.ask(start("work"));
  world.log.fail_append(1, StorageOutcome::not_recorded);
  const Ticket refused = world.channel->send(Command{finish_with("work", "never"), "done"});
  const Ticket asked = world.channel->send(Command{ReadResult{name("work")}, {}});
  world.service->turn();
  CHECK(std::get<Error>(world.channel->reply_to(refused)->body).code == ErrorCode::storage_unavailable);
  CHECK(std::get<ResultReply>(world.channel->reply_to(asked)->body).state == OperationState::running);
  world.pass(1s);
  world.ask(finish_with("work", "then"), "done");
  CHECK(result_of(world, "work").result == "then");
}
