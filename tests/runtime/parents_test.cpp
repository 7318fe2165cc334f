#include <catch2/catch.hpp>

#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("an operation that is born under a cancelled token never runs, and is not recorded", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  SharedToken shared = client.create({.id = "shared"});
  shared.cancel({.reason = "too late", .requested_by = "ann"});
  CancellationSource local;
  local.cancel({.reason = "alone"});
  {
    Operation operation = client.start({.id = "unborn", .parents = {shared.token()}});
    CHECK(operation.token().is_cancelled());
    CHECK(operation.token().cancellation()->reason == "too late");
    CHECK(operation.token().cancellation()->requested_by == "ann");
    CHECK(operation.token().cancellation()->cause == Cause::parent_cancelled);
    Operation other = client.start({.id = "unborn2", .parents = {local.token()}});
    CHECK(other.token().is_cancelled());
  }
  REQUIRE(client.flush(long_enough()));
  CHECK(types_of(all_events(client), "unborn").empty());
  CHECK(types_of(all_events(client), "unborn2").empty());
}

TEST_CASE("a cancellation reaches all that hangs under a token, and the log has it once for each", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  SharedToken shared = client.create({.id = "shared"});
  Operation one = client.start({.id = "one", .parents = {shared.token()}});
  Operation two = client.start({.id = "two", .parents = {"shared"}});
  Operation below = client.start({.id = "below", .parents = {one.token()}});
  Operation beside = client.start({.id = "beside"});
  shared.cancel({.reason = "all of you"});
  for (const auto* operation : {&one, &two, &below}) {
    CHECK(operation->token().is_cancelled());
    CHECK(operation->token().cancellation()->cause == Cause::parent_cancelled);
  }
  CHECK_FALSE(beside.token().is_cancelled());
  REQUIRE(client.flush(long_enough()));
  CHECK(client.outbox().refused == 0);
  const auto events = all_events(client);
  for (const char* id : {"one", "two", "below"}) {
    CHECK(types_of(events, id) == Types{EventType::token_created, EventType::operation_started,
                                        EventType::cancellation_requested, EventType::cancellation_executed});
    CHECK(find_in<CancellationRequested>(events, id)->cause == Cause::parent_cancelled);
    CHECK(find_in<CancellationRequested>(events, id)->reason == "all of you");
  }
}

TEST_CASE("a parent that the daemon does not know is told by the cancellation of what hangs under it", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client another(options_for(daemon));
  const CancellationSource local;
  const Operation foreign = another.start({.id = "foreign"});  // of another client: not known by this one
  Operation one = client.start({.id = "one", .parents = {local.token()}});
  Operation two = client.start({.id = "two", .parents = {foreign.token()}});
  Operation below = client.start({.id = "below", .parents = {one.token()}});
  local.cancel({.reason = "stop", .requested_by = "here"});
  foreign.cancel({.reason = "there"});
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  for (const char* id : {"one", "two", "below"}) {
    CHECK(find_in<CancellationRequested>(events, id)->cause == Cause::parent_cancelled);
  }
  CHECK(find_in<CancellationRequested>(events, "one")->reason == "stop");
  CHECK(find_in<CancellationRequested>(events, "one")->requested_by == "here");
  CHECK(find_in<CancellationRequested>(events, "two")->reason == "there");
}

TEST_CASE("tokens hang under each other by name across clients", "[parents]") {
  RunningDaemon daemon;
  Client one(options_for(daemon));
  Client other(options_for(daemon));
  SharedToken shared = one.create({.id = "shared", .space = "job"});
  REQUIRE(one.flush(long_enough()));
  Operation far = other.start({.id = "far", .parents = {TokenName{"job", "shared"}}});
  REQUIRE(other.flush(long_enough()));
  one.cancel(TokenName{"job", "shared"}, {.reason = "over"});
  REQUIRE(far.token().wait(Stage::requested, 10s));
  CHECK(far.token().cancellation()->reason == "over");
  CHECK(far.token().cancellation()->cause == Cause::parent_cancelled);
}

TEST_CASE("an operation that starts under a name which was cancelled elsewhere is cancelled by the log", "[parents]") {
  RunningDaemon daemon;
  Client one(options_for(daemon));
  Client other(options_for(daemon));
  one.cancel(TokenName{"default", "gone"}, {.reason = "before you came"}, true);
  REQUIRE(one.flush(long_enough()));
  Operation late = other.start({.id = "late", .parents = {"gone"}});
  REQUIRE(late.token().wait(Stage::requested, 10s));
  CHECK(late.token().cancellation()->reason == "before you came");
  late.finish(Outcome::stopped);
  REQUIRE(other.flush(long_enough()));
  CHECK(types_of(all_events(one), "late").back() == EventType::cancellation_completed);
}

TEST_CASE("a cancel that was remembered meets the token that comes later", "[shared]") {
  RunningDaemon daemon;
  Client one(options_for(daemon));
  Client other(options_for(daemon));
  one.cancel(TokenName{"default", "later"}, {.reason = "not wanted"}, true);
  REQUIRE(one.flush(long_enough()));
  SharedToken token = other.create({.id = "later"});
  REQUIRE(token.token().wait(Stage::requested, 10s));
  CHECK(token.token().cancellation()->reason == "not wanted");
}

TEST_CASE("a cancel of a name that nobody knows is refused, and the client says so", "[shared]") {
  RunningDaemon daemon;
  NoticeBoard notices;
  auto options = options_for(daemon);
  options.on_notice = notices.handler();
  Client client(options);
  client.cancel(TokenName{"default", "nobody"});
  REQUIRE(eventually([&] { return notices.has(Notice::Kind::refused); }));
  CHECK(client.outbox().refused == 1);
}

TEST_CASE("a shared token is released when it is destroyed", "[shared]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  { SharedToken shared = client.create({.id = "shared", .ttl = Millis{60'000}, .labels = {{"k", "v"}}}); }
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(types_of(events, "shared") == Types{EventType::token_created, EventType::token_released});
  CHECK(find_in<TokenCreated>(events, "shared")->ttl == Millis{60'000});
}

TEST_CASE("what runs under a shared token that is gone goes on, and can still be cancelled", "[shared]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client other(options_for(daemon));
  SharedToken shared = client.create({.id = "shared"});
  Operation near = client.start({.id = "near", .parents = {shared.token()}});
  REQUIRE(client.flush(long_enough()));
  Operation far = other.start({.id = "far", .parents = {"shared"}});
  REQUIRE(other.flush(long_enough()));
  shared = SharedToken();
  REQUIRE(client.flush(long_enough()));
  CHECK_FALSE(near.token().is_cancelled());
  client.cancel(TokenName{"default", "shared"}, {.reason = "after all"});
  CHECK(near.token().is_cancelled());
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  REQUIRE(find_in<CancellationRequested>(events, "near") != nullptr);
  CHECK(find_in<CancellationRequested>(events, "near")->reason == "after all");
  CHECK(far.token().wait(Stage::requested, 10s));
}

TEST_CASE("a token that is watched learns what came before, and what comes", "[watch]") {
  RunningDaemon daemon;
  Client one(options_for(daemon));
  Client other(options_for(daemon));
  SharedToken before = one.create({.id = "before"});
  before.cancel({.reason = "long ago", .requested_by = "ann"});
  REQUIRE(one.flush(long_enough()));
  const CancellationToken seen = other.watch(TokenName{"default", "before"});
  REQUIRE(seen.wait(Stage::completed, 10s));
  CHECK(seen.cancellation()->reason == "long ago");
  CHECK(seen.cancellation()->requested_by == "ann");

  const CancellationToken unknown = other.watch(TokenName{"default", "to-come"});
  CHECK(other.watch(TokenName{"default", "to-come"}) == unknown);
  SharedToken to_come = one.create({.id = "to-come"});
  to_come.cancel({.reason = "now", .mode = Mode::force});
  REQUIRE(unknown.wait(Stage::forced, 10s));
  CHECK(unknown.cancellation()->reason == "now");
  CHECK(eventually([&] { return unknown.cancellation()->position != 0; }));
}

TEST_CASE("the token of this process is watched as it is", "[watch]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation operation = client.start({.id = "own"});
  CHECK(client.watch(TokenName{"default", "own"}) == operation.token());
}

TEST_CASE("callbacks of what is cancelled by name in its own process run before cancel() returns", "[watch]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.close_within = Millis{10};
  Client client(options);
  Operation operation = client.start({.id = "own"});
  std::thread::id ran_on;
  const CancellationCallback callback(operation.token(), [&] { ran_on = std::this_thread::get_id(); });
  client.cancel(TokenName{"default", "own"});
  CHECK(ran_on == std::this_thread::get_id());
}

namespace {

bool is_cancelled_in_log(Client& client, const std::string& id) {
  const auto status = client.call(ReadStatus{{.id = id}}, {.timeout = long_enough()});
  return status && status->token.cancelled();
}

}  // namespace

TEST_CASE("what hangs under an operation that has ended is told when it is cancelled with it", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation parent = client.start({.id = "parent"});
  Operation child = client.start({.id = "child", .parents = {parent.token()}});
  parent.finish(Outcome::succeeded);
  parent.cancel({.reason = "late"});
  CHECK(child.token().is_cancelled());
  REQUIRE(client.flush(long_enough()));
  CHECK(is_cancelled_in_log(client, "child"));
  CHECK_FALSE(is_cancelled_in_log(client, "parent"));
}

TEST_CASE("a source above an operation that has ended still reaches what hangs under that", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const CancellationSource local;
  Operation parent = client.start({.id = "parent", .parents = {local.token()}});
  Operation child = client.start({.id = "child", .parents = {parent.token()}});
  parent.finish(Outcome::succeeded);
  local.cancel({.reason = "gone"});
  REQUIRE(client.flush(long_enough()));
  CHECK(is_cancelled_in_log(client, "child"));
}

TEST_CASE("a shared token that is born cancelled under a source is cancelled in the log", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const CancellationSource local;
  local.cancel({.reason = "before"});
  const SharedToken shared = client.create({.id = "shared", .parents = {local.token()}});
  CHECK(shared.token().is_cancelled());
  REQUIRE(client.flush(long_enough()));
  CHECK(is_cancelled_in_log(client, "shared"));
}

TEST_CASE("a shared token that is cancelled while it is made is cancelled in the log", "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  std::vector<SharedToken> made;
  for (int round = 0; round < 200; ++round) {
    const CancellationSource local;
    std::thread canceller([&] { local.cancel(); });
    made.push_back(client.create({.parents = {local.token()}}));
    canceller.join();
  }
  REQUIRE(client.flush(long_enough()));
  for (const SharedToken& shared : made) CHECK(is_cancelled_in_log(client, shared.name().id));
}

TEST_CASE("a full outbox keeps an ended operation that something hangs under", "[parents]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.outbox.limit = 4;
  Client client(options);
  Operation parent = client.start({.id = "parent"});
  Operation child = client.start({.id = "child", .parents = {parent.token()}});
  parent.finish(Outcome::succeeded);
  const Operation more = client.start({.id = "more"});
  const Operation unrecorded = client.start({.id = "unrecorded"});
  child.cancel({.reason = "kept"});
  daemon.start();
  REQUIRE(client.flush(long_enough()));
  CHECK(is_cancelled_in_log(client, "child"));
  CHECK(types_of(all_events(client), "parent").size() == 3);
  CHECK(client.outbox().dropped_operations == 1);
}

TEST_CASE("what hangs under an operation that runs unrecorded is recorded under what that hangs under", "[parents]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.outbox.limit = 2;
  Client client(options);
  const SharedToken shared = client.create({.id = "shared"});
  const Operation first = client.start({.id = "first"});
  const Operation unrecorded = client.start({.id = "unrecorded", .parents = {shared.token()}});
  daemon.start();
  REQUIRE(client.flush(long_enough()));
  const Operation child = client.start({.id = "child", .parents = {unrecorded.token()}});
  REQUIRE(client.flush(long_enough()));
  const auto status = client.call(ReadStatus{{.id = "child"}}, {.timeout = long_enough()});
  REQUIRE(status);
  CHECK(status->token.parents == std::vector<TokenName>{{.id = "shared"}});
}

TEST_CASE("an operation under an optional parent that the log knows is cancelled with it, in the log, too", "[parents]") {
  RunningDaemon daemon;
  Client caller(options_for(daemon));
  Client client(options_for(daemon));
  const Operation call = caller.start({.id = "call"});
  REQUIRE(caller.flush(long_enough()));
  const Operation operation = client.start({.id = "work", .optional_parents = {"call"}});
  REQUIRE(client.flush(long_enough()));
  call.cancel({.reason = "no longer needed"});
  REQUIRE(operation.token().wait(Stage::requested, long_enough()));
  CHECK(operation.token().cancellation()->reason == "no longer needed");
  const auto events = all_events(client);
  CHECK(find_in<OperationStarted>(events, "work")->parents == std::vector<TokenName>{client.name("call")});
  CHECK(find_in<CancellationRequested>(events, "work")->cause == Cause::parent_cancelled);
}

TEST_CASE("an operation under an optional parent that the log does not know is recorded without it, and cancelled with it",
          "[parents]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client caller(options_for(daemon));
  const Operation operation = client.start({.id = "work", .optional_parents = {"late", "never"}});
  const Operation behind = client.start({.id = "behind"});
  REQUIRE(client.flush(long_enough()));
  CHECK(find_in<OperationStarted>(all_events(client), "work")->parents.empty());
  CHECK(types_of(all_events(client), "behind") == Types{EventType::token_created, EventType::operation_started});
  const Operation call = caller.start({.id = "late"});
  call.cancel({.reason = "it came after all"});
  REQUIRE(operation.token().wait(Stage::requested, long_enough()));
  REQUIRE(client.flush(long_enough()));
  CHECK(find_in<CancellationRequested>(all_events(client), "work")->reason == "it came after all");
}
