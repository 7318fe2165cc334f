#include "cancel/cancel.hpp"
#include "daemon_process.hpp"
#include "long_calls_scene.hpp"

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

const ExecutorOptions keeping{.answer_within = Millis{0}, .keep_results = true};

}  // namespace

TEST_CASE("a task that has ended outlives its process, for its owner alone", "[tasks][canceld]") {
  DaemonProcess daemon;
  daemon.start();
  std::string id;
  {
    Client client(options_for(daemon));
    LongCallsScene scene(keeping, &client);
    scene.add("draw", quick("a picture"));
    id = *find_text(*find(*scene.call(legacy_peer(), "draw", R"(,"task":{})"), "task"), "taskId");
    scene.task_when(legacy_peer(), id, "completed");
    REQUIRE(client.flush(long_enough));
  }
  Client client(options_for(daemon));
  LongCallsScene scene(keeping, &client);
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/get", id), "status") == "completed");
  CHECK(scene.task(legacy_peer(), "tasks/result", id).text() == "a picture");
  CHECK(scene.task(legacy_peer(), "tasks/cancel", id).error->code() == code::invalid_params);
  CHECK(scene.resume(legacy_peer(), id).text() == "a picture");
  Peer bob = legacy_peer();
  bob.owner = "bob";
  CHECK(scene.task(bob, "tasks/get", id).error->code() == code::invalid_params);
  CHECK(scene.resume(bob, id).is_error());
}

TEST_CASE("the operation of a long call shows in the log whose call it was", "[tasks][canceld]") {
  DaemonProcess daemon;
  daemon.start();
  Client client(options_for(daemon));
  LongCallsScene scene(keeping, &client);
  scene.add("draw", until_stopped(), TaskSupport::required);
  const std::string id = *find_text(*scene.call(modern_peer(), "draw"), "taskId");
  REQUIRE(client.flush(long_enough));
  const auto running = client.call(ListOperations{}, {.timeout = long_enough});
  REQUIRE(running);
  REQUIRE(running->operations.size() == 1);
  const auto& operation = running->operations.front();
  CHECK(operation.name.id == id);
  CHECK(operation.tool == "draw");
  CHECK(operation.labels.at("mcp.session") == "the-session");
  CHECK(operation.labels.at("mcp.method") == "tools/call");
  CHECK(operation.labels.at("mcp.operation") == "draw");
  client.cancel(client.name(id), {.reason = "by cancelctl"});
  const auto task = scene.task_when(modern_peer(), id, "cancelled");
  CHECK(find_text(task, "statusMessage") == "Operation cancelled: by cancelctl");
}
