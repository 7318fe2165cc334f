#include <catch2/catch.hpp>

#include <stdexcept>

#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

namespace {

Types history(Client& client, const std::string& id) {
  return types_of(all_events(client), id);
}

const Types cancelled_and_taken_up{EventType::token_created, EventType::operation_started,
                                   EventType::cancellation_requested, EventType::cancellation_executed,
                                   EventType::cancellation_completed};

std::size_t taken_up(Client& client, const std::string& id) {
  const Types types = history(client, id);
  return static_cast<std::size_t>(std::count(types.begin(), types.end(), EventType::cancellation_executed));
}

}  // namespace

TEST_CASE("an operation is recorded with everything that its owner says of it", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  OperationOptions options{.id = "work", .space = "own", .tool = "crawl"};
  options.request_id = std::int64_t{7};
  options.deadline = Millis{60'000};
  options.grace = Millis{1'000};
  options.force = Millis{2'000};
  options.labels = {{"k", "v"}};
  Operation operation = client.start(options);
  CHECK(operation.name() == TokenName{"own", "work"});
  CHECK(operation.token().remaining());
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  const auto* started = find_in<OperationStarted>(events, "work");
  REQUIRE(started != nullptr);
  CHECK(started->tool == "crawl");
  CHECK(started->request_id == RequestId{std::int64_t{7}});
  CHECK(started->grace == Millis{1'000});
  CHECK(started->force == Millis{2'000});
  CHECK(started->labels == Labels{{"k", "v"}});
  CHECK(started->session);
  REQUIRE(started->deadline);
  CHECK(*started->deadline <= Millis{60'000});
  CHECK(*started->deadline > Millis{30'000});
}

TEST_CASE("an operation that nobody named has a name of its own, in the client's namespace", "[operation]") {
  RunningDaemon daemon;
  auto options = options_for(daemon);
  options.space = "ours";
  Client client(options);
  Operation one = client.start();
  Operation other = client.start();
  CHECK(one.name().space == "ours");
  CHECK(one.name() != other.name());
  CHECK(client.call(ReadStatus{one.name()})->operations.size() == 1);
}

TEST_CASE("a name that is none is refused, and so is one that a token of this process has", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const Operation present = client.start({.id = "taken"});
  CHECK_THROWS_AS(client.start({.id = "taken"}), std::invalid_argument);
  CHECK_THROWS_AS(client.create({.id = "taken"}), std::invalid_argument);
  for (const std::string& id : {std::string("a b"), std::string("$x"), std::string(129, 'x'), std::string("\xFF")}) {
    CHECK_THROWS_AS(client.start({.id = id}), std::invalid_argument);
    CHECK_THROWS_AS(client.create({.id = id}), std::invalid_argument);
    CHECK_THROWS_AS(client.watch(TokenName{"default", id}), std::invalid_argument);
    CHECK_THROWS_AS(client.cancel(TokenName{"default", id}), std::invalid_argument);
  }
  CHECK_THROWS_AS(client.start({.id = "x", .space = ""}), std::invalid_argument);
  CHECK_NOTHROW(client.start({.id = "taken", .space = "another"}));
}

TEST_CASE("an id that another process has used is refused by the daemon, and the client says so", "[operation]") {
  RunningDaemon daemon;
  NoticeBoard notices;
  auto options = options_for(daemon);
  options.on_notice = notices.handler();
  Client first(options_for(daemon));
  Client second(options);
  Operation one = first.start({.id = "same"});
  REQUIRE(first.flush(long_enough()));
  {
    Operation other = second.start({.id = "same"});
    CHECK_FALSE(other.token().is_cancelled());  // it runs all the same
    REQUIRE(second.flush(long_enough()));
  }
  REQUIRE(eventually([&] { return notices.has(Notice::Kind::not_recorded); }));
  for (const Notice& notice : notices.all()) {
    if (notice.kind != Notice::Kind::not_recorded) continue;
    CHECK(notice.token == TokenName{"default", "same"});
    CHECK(notice.error->code == -31010);
  }
  REQUIRE(second.flush(long_enough()));
  CHECK(history(first, "same") == Types{EventType::token_created, EventType::operation_started});
}

TEST_CASE("a cancellation is taken up once, when its owner first learns of it: by asking", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client other(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  REQUIRE(client.flush(long_enough()));
  other.cancel(operation.name());
  REQUIRE(eventually([&] { return operation.token().has_reached(Stage::requested); }));  // to look is not to notice
  CHECK(taken_up(client, "work") == 0);
  CHECK(operation.token().is_cancelled());
  CHECK(operation.token().is_cancelled());
  CHECK(taken_up(client, "work") == 1);
}

TEST_CASE("a cancellation is taken up once, when its owner first learns of it: by a callback", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client other(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  std::atomic<int> called{0};
  const CancellationCallback callback(operation.token(), [&] { ++called; });
  REQUIRE(client.flush(long_enough()));
  other.cancel(operation.name());
  REQUIRE(eventually([&] { return called == 1; }));
  CHECK(operation.token().is_cancelled());
  REQUIRE(eventually([&] { return taken_up(client, "work") == 1; }));
  CHECK(called == 1);
}

TEST_CASE("a cancellation is taken up once, when its owner first learns of it: by waiting", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client other(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  REQUIRE(client.flush(long_enough()));
  other.cancel(operation.name());
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  CHECK(taken_up(client, "work") == 1);
}

TEST_CASE("a cancellation is taken up once, when its owner first learns of it: by a stop_token", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client other(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  const std::stop_token stop = operation.token();
  REQUIRE(client.flush(long_enough()));
  other.cancel(operation.name());
  REQUIRE(eventually([&] { return stop.stop_requested(); }));
  REQUIRE(eventually([&] { return taken_up(client, "work") == 1; }));
}

TEST_CASE("run() tells that the work succeeded, and gives back what it gives", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  CHECK(client.run({.id = "answer"}, [](const CancellationToken&) { return 42; }) == 42);
  client.run({.id = "nothing"}, [](const CancellationToken&) {});
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<OperationFinished>(events, "answer")->outcome == Outcome::succeeded);
  CHECK(find_in<OperationFinished>(events, "nothing")->outcome == Outcome::succeeded);
}

TEST_CASE("run() tells that the work failed, and lets out what it lets out", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const auto fail = [](const CancellationToken&) -> int { throw std::runtime_error("no \xFF disk"); };
  CHECK_THROWS_AS(client.run({.id = "failed"}, fail), std::runtime_error);
  CHECK_THROWS_AS(client.run({.id = "odd"}, [](const CancellationToken&) { throw 7; }), int);
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<OperationFinished>(events, "failed")->outcome == Outcome::failed);
  CHECK(find_in<OperationFinished>(events, "failed")->error == "no \xEF\xBF\xBD disk");
  CHECK(find_in<OperationFinished>(events, "odd")->outcome == Outcome::failed);
}

TEST_CASE("run() tells that the work stopped where it was told of a cancellation, and only there", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  client.run({.id = "told"}, [&](const CancellationToken& token) {
    client.cancel(TokenName{"default", "told"}, {.reason = "enough"});
    if (token.is_cancelled()) return;
  });
  CHECK_THROWS_AS(client.run({.id = "thrown"},
                             [&](const CancellationToken& token) {
                               client.cancel(TokenName{"default", "thrown"});
                               token.throw_if_cancelled();
                             }),
                  Cancelled);
  client.run({.id = "deaf"}, [&](const CancellationToken&) { client.cancel(TokenName{"default", "deaf"}); });
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<CancellationCompleted>(events, "told")->outcome == Outcome::stopped);
  CHECK(find_in<CancellationCompleted>(events, "thrown")->outcome == Outcome::stopped);
  CHECK(find_in<CancellationCompleted>(events, "deaf")->outcome == Outcome::succeeded);  // the work won the race
}

TEST_CASE("an operation that nobody finished says by itself how it ended", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  { Operation operation = client.start({.id = "succeeded"}); }
  {
    Operation operation = client.start({.id = "stopped"});
    operation.cancel();
    CHECK(operation.token().is_cancelled());
  }
  try {
    Operation operation = client.start({.id = "failed"});
    throw std::runtime_error("out of it");
  } catch (const std::runtime_error&) {
  }
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<OperationFinished>(events, "succeeded")->outcome == Outcome::succeeded);
  CHECK(find_in<CancellationCompleted>(events, "stopped")->outcome == Outcome::stopped);
  CHECK(find_in<OperationFinished>(events, "failed")->outcome == Outcome::failed);
}

TEST_CASE("the first word on how an operation ended counts, and a moved one says nothing", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  {
    Operation operation = client.start({.id = "first"});
    operation.finish(Outcome::failed, "broken");
    operation.finish(Outcome::succeeded);
    Operation moved = std::move(operation);
    CHECK_FALSE(operation);
    CHECK(moved);
    Operation replaced = client.start({.id = "replaced"});
    replaced = client.start({.id = "last"});
    CHECK(replaced.name().id == "last");
  }
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<OperationFinished>(events, "first")->outcome == Outcome::failed);
  for (const char* id : {"first", "replaced", "last"}) {
    CHECK(types_of(events, id) ==
          Types{EventType::token_created, EventType::operation_started, EventType::operation_finished});
  }
}

TEST_CASE("a second cancel keeps the first reason, and one by force escalates", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  operation.cancel({.reason = "first", .grace = Millis{60'000}});
  operation.cancel({.reason = "second"});
  CHECK_FALSE(operation.token().has_reached(Stage::forced));
  operation.cancel({.reason = "third", .mode = Mode::force});
  CHECK(operation.token().has_reached(Stage::forced));
  operation.cancel({.mode = Mode::force});
  CHECK(operation.token().cancellation()->reason == "first");
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(types_of(events, "work") == Types{EventType::token_created, EventType::operation_started,
                                          EventType::cancellation_requested, EventType::cancellation_escalated,
                                          EventType::cancellation_executed});  // by cancellation(), above
  CHECK(find_in<CancellationRequested>(events, "work")->reason == "first");
  CHECK(find_in<CancellationRequested>(events, "work")->grace == Millis{60'000});
}

TEST_CASE("a reason that no daemon would take is made to fit", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  operation.cancel({.reason = std::string(5'000, 'x') + "\xFF", .requested_by = "\xC3"});
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  const auto* requested = find_in<CancellationRequested>(events, "work");
  REQUIRE(requested != nullptr);
  CHECK(requested->reason == std::string(4'096, 'x'));
  CHECK(requested->requested_by == "\xEF\xBF\xBD");
  CHECK(operation.token().cancellation()->reason == requested->reason);
}

TEST_CASE("a deadline cancels an operation while the daemon is away, and the log says so later", "[operation]") {
  DaemonProcess daemon;
  Client client(options_for(daemon));
  Operation operation = client.start({.id = "late", .deadline = Millis{20}});
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  CHECK(operation.token().cancellation()->cause == Cause::timeout);
  operation.finish(Outcome::stopped);
  daemon.start();
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(types_of(events, "late") == cancelled_and_taken_up);
  CHECK(find_in<CancellationRequested>(events, "late")->cause == Cause::timeout);
}

TEST_CASE("an operation outlives its client, and is told to nobody any more", "[operation]") {
  RunningDaemon daemon;
  Client reader(options_for(daemon));
  Operation operation;
  {
    Client client(options_for(daemon));
    operation = client.start({.id = "orphan"});
    REQUIRE(client.flush(long_enough()));
  }
  operation.cancel({.reason = "nobody hears"});
  CHECK(operation.token().is_cancelled());
  operation.finish(Outcome::stopped);
  operation = Operation();
  const auto events = all_events(reader);
  CHECK(find_in<CancellationRequested>(events, "orphan")->cause == Cause::client_disconnected);
  CHECK(find_in<CancellationCompleted>(events, "orphan")->outcome == Outcome::lost);
}

TEST_CASE("an operation that is none may be finished, and nothing happens", "[operation]") {
  Operation none;
  none.finish(Outcome::succeeded);
  CHECK_FALSE(none);
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation one = client.start({.id = "one"});
  const Operation other = std::move(one);
  one.finish(Outcome::failed);
  REQUIRE(client.flush(long_enough()));
  CHECK(types_of(all_events(client), "one") == std::vector{EventType::token_created, EventType::operation_started});
}

TEST_CASE("run() gives back references and what can only be moved", "[operation]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  int held = 7;
  int& given = client.run({}, [&](const CancellationToken&) -> int& { return held; });
  CHECK(&given == &held);
  const auto moved = client.run({}, [](const CancellationToken&) { return std::make_unique<int>(8); });
  CHECK(*moved == 8);
}

TEST_CASE("an operation whose cancellation was remembered learns who asked for it", "[operation]") {
  RunningDaemon daemon;
  Client other(options_for(daemon));
  other.cancel(TokenName{.id = "later"}, {.reason = "never", .requested_by = "ann"}, true);
  REQUIRE(other.flush(long_enough()));
  Client client(options_for(daemon));
  const Operation operation = client.start({.id = "later"});
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  CHECK(operation.token().cancellation()->requested_by == "ann");
  CHECK(operation.token().cancellation()->reason == "never");
}
