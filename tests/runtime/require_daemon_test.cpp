#include <catch2/catch.hpp>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

namespace {

ClientOptions demanding(const DaemonProcess& daemon) {
  auto options = options_for(daemon);
  options.require_daemon = true;
  return options;
}

}  // namespace

TEST_CASE("with require_daemon an operation starts with the daemon's word", "[require]") {
  RunningDaemon daemon;
  Client client(demanding(daemon));
  Client other(options_for(daemon));
  Operation operation = client.start({.id = "sure", .tool = "crawl"});
  CHECK(other.call(ReadStatus{{"default", "sure"}})->operations.size() == 1);
  other.cancel(TokenName{"default", "sure"}, {.reason = "enough"});
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  operation.finish(Outcome::stopped);
  REQUIRE(client.flush(long_enough()));
  CHECK(types_of(all_events(client), "sure") ==
        Types{EventType::token_created, EventType::operation_started, EventType::cancellation_requested,
              EventType::cancellation_executed, EventType::cancellation_completed});
}

TEST_CASE("with require_daemon the daemon notices an owner that is gone, too", "[require]") {
  RunningDaemon daemon;
  Client other(options_for(daemon));
  Operation orphan;
  {
    Client client(demanding(daemon));
    orphan = client.start({.id = "orphan"});
  }
  const auto events = all_events(other);
  REQUIRE(find_in<OperationStarted>(events, "orphan") != nullptr);
  CHECK(find_in<OperationStarted>(events, "orphan")->session);
  REQUIRE(find_in<CancellationCompleted>(events, "orphan") != nullptr);
  CHECK(find_in<CancellationCompleted>(events, "orphan")->outcome == Outcome::lost);
}

TEST_CASE("with require_daemon start() throws where there is no daemon, and nothing runs", "[require]") {
  DaemonProcess daemon;
  auto options = demanding(daemon);
  options.timeout = Millis{30};
  Client client(options);
  CHECK_THROWS_AS(client.start({.id = "never"}), DaemonUnavailable);
  CHECK(client.outbox().waiting == 0);
  daemon.start();
  CHECK(client.call(ReadStatus{{"default", "never"}}, {.timeout = long_enough()}).error()->code == -31001);
}

TEST_CASE("with require_daemon an operation that was given up does not run for ever in the log", "[require]") {
  RunningDaemon daemon;
  auto options = demanding(daemon);
  options.timeout = Millis{100};
  Client client(options);
  REQUIRE(client.start({.id = "first"}));
  daemon.suspend();
  CHECK_THROWS_AS(client.start({.id = "unknown"}), DaemonUnavailable);
  daemon.resume();
  REQUIRE(client.flush(long_enough()));
  const auto running = client.call(ListOperations{}, {.timeout = long_enough()});
  REQUIRE(running);
  CHECK(running->operations.empty());
}

TEST_CASE("with require_daemon start() throws what the daemon refuses", "[require]") {
  RunningDaemon daemon;
  Client other(options_for(daemon));
  Operation present = other.start({.id = "same"});
  REQUIRE(other.flush(long_enough()));
  Client client(demanding(daemon));
  try {
    client.start({.id = "same"});
    FAIL("it was not refused");
  } catch (const CommandRefused& refused) {
    CHECK(refused.error().code == -31010);
  }
  CHECK_THROWS_AS(client.start({.id = "x", .parents = {"nobody"}}), CommandRefused);
  CHECK_NOTHROW(client.start({.id = "x"}));  // the name is free again
  REQUIRE(client.flush(long_enough()));
  CHECK(types_of(all_events(client), "same") == Types{EventType::token_created, EventType::operation_started});
}

TEST_CASE("with require_daemon an operation under a cancelled token is born cancelled, and not recorded", "[require]") {
  RunningDaemon daemon;
  Client other(options_for(daemon));
  other.cancel(TokenName{"default", "gone"}, {.reason = "long ago"}, true);
  REQUIRE(other.flush(long_enough()));
  Client client(demanding(daemon));
  {
    Operation operation = client.start({.id = "unborn", .parents = {"gone"}});
    CHECK(operation.token().is_cancelled());
    CHECK(operation.token().cancellation()->reason == "long ago");
    CHECK(operation.token().cancellation()->cause == Cause::parent_cancelled);
  }
  REQUIRE(client.flush(long_enough()));
  CHECK(types_of(all_events(client), "unborn").empty());
}

TEST_CASE("a deadline that is over while the daemon's word is awaited is told behind the start", "[require]") {
  RunningDaemon daemon;
  auto options = demanding(daemon);
  options.timeout = Millis{10'000};
  Client client(options);
  REQUIRE(client.call(CreateToken{}));  // a change, unlike a read, waits for the client's session
  daemon.suspend();
  std::thread waker([&] {
    while (client.outbox().waiting == 0) std::this_thread::yield();
    std::this_thread::sleep_for(30ms);  // the deadline's own length
    daemon.resume();
  });
  Operation operation = client.start({.id = "slow", .deadline = Millis{10}});
  waker.join();
  REQUIRE(operation.token().wait(Stage::requested, 10s));
  operation.finish(Outcome::stopped);
  REQUIRE(client.flush(long_enough()));
  const auto events = all_events(client);
  CHECK(find_in<CancellationRequested>(events, "slow")->cause == Cause::timeout);
  CHECK(types_of(events, "slow").back() == EventType::cancellation_completed);
}
