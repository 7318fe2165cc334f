#include <future>

#include "long_calls_scene.hpp"

using namespace scene;

TEST_CASE("continue_operation says that a running operation is still processing", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  const WhatCame still = scene.resume(legacy_peer(), id, R"(,"wait_time":0.01)");
  CHECK(operation_id(still) == id);
  CHECK_FALSE(still.is_error());
  CHECK(still.text().find("still processing") != std::string::npos);
  gate.open();
}

TEST_CASE("continue_operation gives the tool's own result, with all that is in it, as often as it is asked",
          "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext&, const Json&) {
    gate.pass();
    ToolResult result = ToolResult::text("a picture");
    result.structured(JsonText::written(R"({"size":3})")).meta("by", JsonText::written("\"me\""));
    result.add(content::text("and another"));
    return result;
  });
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  gate.open();
  for (int i = 0; i < 2; ++i) {
    const WhatCame outcome = scene.resume(legacy_peer(), id);
    CHECK(outcome.text() == "a picture");
    CHECK(find(*outcome, "content")->Size() == 2);
    CHECK(find_integer(*find(*outcome, "structuredContent"), "size") == 3);
    CHECK(find_text(*find(*outcome, "_meta"), "by") == "me");
  }
}

TEST_CASE("continue_operation tells how an operation failed", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("result", [&](RequestContext&, const Json&) {
    gate.pass();
    return ToolResult::error("no paper");
  });
  scene.add("protocol", [&](RequestContext&, const Json&) -> ToolResult {
    gate.pass();
    throw McpError(-32001, "no ink");
  });
  const std::string one = operation_id(scene.call(legacy_peer(), "result"));
  const std::string two = operation_id(scene.call(legacy_peer(), "protocol"));
  gate.open();
  CHECK(scene.resume(legacy_peer(), one).text() == "no paper");
  CHECK(scene.resume(legacy_peer(), one).is_error());
  CHECK(scene.resume(legacy_peer(), two).text() == "no ink (-32001)");
  CHECK(scene.resume(legacy_peer(), two).is_error());
}

TEST_CASE("continue_operation with cancel stops the operation, and tells its reason", "[tasks]") {
  LongCallsScene scene;
  scene.add("draw", until_stopped());
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  const WhatCame outcome = scene.resume(legacy_peer(), id, R"(,"wait_time":20,"cancel":true)");
  CHECK(outcome.is_error());
  CHECK(outcome.text() == "Operation cancelled: cancelled by continue_operation");
  CHECK(scene.executor.status(id, "ann")->state == State::cancelled);
  CHECK(scene.resume(legacy_peer(), id).text() == "Operation cancelled: cancelled by continue_operation");
}

TEST_CASE("an operation that does not stop at once is said to be stopping", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "x"));
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  gate.wait_for_arrival();
  const WhatCame outcome = scene.resume(legacy_peer(), id, R"(,"wait_time":0,"cancel":true)");
  CHECK(outcome.text().find("was told to stop") != std::string::npos);
  gate.open();
}

TEST_CASE("an operation that nobody knows is an error for the model to read", "[tasks]") {
  LongCallsScene scene;
  const WhatCame outcome = scene.resume(legacy_peer(), "never-was");
  CHECK(outcome.is_error());
  CHECK(outcome.text().find("There is no operation \"never-was\"") == 0);
}

TEST_CASE("three who continue the same operation get the same result", "[tasks][concurrent]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  std::vector<std::future<WhatCame>> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.push_back(std::async(std::launch::async, [&] { return scene.resume(legacy_peer(), id); }));
  }
  gate.open();
  for (auto& waiter : waiters) CHECK(waiter.get().text() == "a picture");
}

TEST_CASE("who continues an operation and is cancelled leaves it running", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const std::string id = operation_id(scene.call(legacy_peer(), "draw"));
  const auto request = std::make_shared<FakeRequest>();
  auto waiter =
      std::async(std::launch::async, [&] { return scene.resume(legacy_peer(), id, R"(,"wait_time":20)", request); });
  request->cancel("no patience");
  CHECK(waiter.get().cancelled);
  CHECK_FALSE(scene.executor.status(id, "ann")->cancellation);
  gate.open();
  CHECK(scene.resume(legacy_peer(), id).text() == "a picture");
}

TEST_CASE("what a detached operation asks goes through whoever continues it", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("greet", [&](RequestContext& context, const Json&) {
    gate.pass();
    const JsonText answer =
        context.ask(Question{"who", "elicitation/create", JsonText::written(R"({"message":"Who?"})")});
    return ToolResult::text(answer.text());
  });
  SECTION("a legacy client, by a request") {
    const std::string id = operation_id(scene.call(legacy_peer(), "greet"));
    gate.open();
    const auto request = std::make_shared<FakeRequest>();
    request->reply_with(R"({"name":"Ann"})");
    CHECK(scene.resume(legacy_peer(), id, R"(,"wait_time":20)", request).text() == R"({"name":"Ann"})");
    CHECK(request->asked() == std::vector<std::string>{R"(elicitation/create {"message":"Who?"})"});
  }
  SECTION("a modern client, by a round of its own") {
    const Peer peer = modern_peer(false);
    const std::string id = operation_id(scene.call(peer, "greet"));
    gate.open();
    const WhatCame asked = scene.resume(peer, id);
    REQUIRE(asked.input_required);
    CHECK(asked.input_required->questions.front().key == "who");
    const auto request = std::make_shared<FakeRequest>();
    const WhatCame answered =
        scene.resume(peer, id, R"(,"wait_time":20)", request, R"(,"inputResponses":{"who":{"name":"Ann"}})");
    CHECK(answered.text() == R"({"name":"Ann"})");
  }
}

TEST_CASE("a question that cannot be put now stays open for the next who can", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("greet", [&](RequestContext& context, const Json&) {
    gate.pass();
    return ToolResult::text(context.ask(Question{"who", "elicitation/create"}).text());
  });
  const std::string id = operation_id(scene.call(legacy_peer(), "greet"));
  gate.open();
  const auto mute = std::make_shared<FakeRequest>();
  REQUIRE(eventually([&] {
    scene.resume(legacy_peer(), id, R"(,"wait_time":0.01)", mute);
    return !mute->asked().empty();
  }));
  const auto request = std::make_shared<FakeRequest>();
  request->reply_with(R"({"name":"Ann"})");
  CHECK(scene.resume(legacy_peer(), id, R"(,"wait_time":20)", request).text() == R"({"name":"Ann"})");
}
