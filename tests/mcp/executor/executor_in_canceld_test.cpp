#include "cancel/cancel.hpp"
#include "daemon_process.hpp"
#include "executor_scene.hpp"

using namespace scene;

namespace {

ClientOptions options_for(const DaemonProcess& daemon) {
  ClientOptions options;
  options.command_endpoint = daemon.command_endpoint();
  options.event_endpoint = daemon.event_endpoint();
  options.connection.reconnect = Millis{5};
  options.connection.longest_reconnect = Millis{20};
  return options;
}

// Has one operation that ended in a process which is gone.
struct Past {
  DaemonProcess daemon;
  std::string id;

  explicit Past(Executor::Task work, bool keep = true, const std::string& owner = "ann") {
    daemon.start();
    Client client(options_for(daemon));
    Executor executor(&client, {});
    auto options = patiently("draw");
    options.owner = owner;
    options.keep_result = keep;
    id = executor.execute(std::move(work), options).id;
    REQUIRE(executor.stop(long_enough));
    REQUIRE(client.flush(long_enough));
  }
};

}  // namespace

TEST_CASE("a result that is kept can be had from another process, by its owner alone", "[executor][canceld]") {
  const Past past(giving("a picture"));
  Client client(options_for(past.daemon));
  Executor executor(&client, {});
  const auto status = executor.status(past.id, "ann");
  REQUIRE(status);
  CHECK(status->state == State::completed);
  CHECK(status->result == text("a picture"));
  CHECK(status->type == "draw");
  CHECK(executor.wait(past.id, "ann", long_enough)->result == text("a picture"));
  CHECK_FALSE(executor.status(past.id, "bob"));
  CHECK_FALSE(executor.status(past.id, ""));
  CHECK_FALSE(executor.status("never-was", "ann"));
  CHECK_FALSE(executor.status("no id at all!", "ann"));
}

TEST_CASE("a failure that is kept can be had, too; what is not kept can not", "[executor][canceld]") {
  SECTION("kept") {
    const Past past([](RunningOperation&) -> JsonText { throw std::runtime_error("no paper"); });
    Client client(options_for(past.daemon));
    Executor executor(&client, {});
    const auto status = executor.status(past.id, "ann");
    REQUIRE(status);
    CHECK(status->state == State::failed);
    CHECK(status->error == "no paper");
  }
  SECTION("not kept") {
    const Past past(giving("gone"), false);
    Client client(options_for(past.daemon));
    Executor executor(&client, {});
    CHECK_FALSE(executor.status(past.id, "ann"));
  }
}

TEST_CASE("who asks for an unknown operation does not wait long for a daemon that is away", "[executor][canceld]") {
  Past past(giving("x"));
  past.daemon.stop();
  Client client(options_for(past.daemon));
  Executor executor(&client, {});
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(executor.status(past.id, "ann"));
  CHECK(std::chrono::steady_clock::now() - before < 10s);
}

TEST_CASE("an operation is one of canceld, by the same id, and whoever knows its name can cancel it",
          "[executor][canceld]") {
  DaemonProcess daemon;
  daemon.start();
  Client here(options_for(daemon));
  Client elsewhere(options_for(daemon));
  Executor executor(&here, {.keep_results = true});
  Gate ready;
  const auto begun = executor.execute(
      [&](RunningOperation& operation) -> JsonText {
        ready.open();
        return until_cancelled(operation);
      },
      at_once("draw"));
  ready.pass();
  REQUIRE(here.flush(long_enough));
  const auto running = elsewhere.call(ListOperations{}, {.timeout = long_enough});
  REQUIRE(running);
  REQUIRE(running->operations.size() == 1);
  CHECK(running->operations.front().name.id == begun.id);
  CHECK(running->operations.front().tool == "draw");
  elsewhere.cancel(elsewhere.name(begun.id), {.reason = "from elsewhere"});
  const auto status = end_of(executor, begun.id);
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->reason == "from elsewhere");
  REQUIRE(here.flush(long_enough));
  const auto told = elsewhere.call(ReadStatus{elsewhere.name(begun.id)}, {.timeout = long_enough});
  REQUIRE(told);
  Executor other(&elsewhere, {});
  CHECK(other.status(begun.id, "")->cancellation->reason == "from elsewhere");
}
