#include "long_calls_scene.hpp"

using namespace scene;

TEST_CASE("an owner neither sees, continues, nor cancels the operations of another", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "ann's picture"));
  const WhatCame created = scene.call(legacy_peer(), "draw", R"(,"task":{})");
  const std::string id = *find_text(*find(*created, "task"), "taskId");
  Peer bob = legacy_peer();
  bob.owner = GENERATE("bob", "", "*");
  for (const char* method : {"tasks/get", "tasks/result", "tasks/cancel"}) {
    INFO(method);
    CHECK(scene.task(bob, method, id).error->code() == code::invalid_params);
  }
  CHECK(find(*scene.send(bob, "tasks/list", "{}"), "tasks")->Empty());
  CHECK(scene.resume(bob, id, R"(,"cancel":true)").is_error());
  CHECK(scene.resume(bob, id, R"(,"cancel":true)").text().find("There is no operation") == 0);
  CHECK_FALSE(scene.executor.status(id, "ann")->cancellation);
  CHECK(find(*scene.send(legacy_peer(), "tasks/list", "{}"), "tasks")->Size() == 1);
  gate.open();
  CHECK(scene.task(legacy_peer(), "tasks/result", id).text() == "ann's picture");
}

TEST_CASE("a task of nobody is for whoever knows its id, and is never listed", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  Peer nobody = modern_peer();
  nobody.owner = GENERATE("*", "");
  const std::string id = *find_text(*scene.call(nobody, "draw"), "taskId");
  Peer other = modern_peer();
  other.owner = "somebody";
  CHECK(find_text(*scene.task(other, "tasks/get", id), "status") == "working");
  Peer asking = legacy_peer();
  asking.owner = nobody.owner;
  CHECK(find(*scene.send(asking, "tasks/list", "{}"), "tasks")->Empty());
  gate.open();
}
