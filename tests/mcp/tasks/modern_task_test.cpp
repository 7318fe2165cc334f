#include <atomic>

#include "long_calls_scene.hpp"

using namespace scene;

namespace {

std::string task_id(const WhatCame& created) {
  CHECK(find_text(*created, "resultType") == "task");
  CHECK(find_text(*created, "status") == "working");
  return find_text(*created, "taskId").value();
}

ToolHandler asking() {
  return [](RequestContext& context, const Json&) {
    const JsonText answer =
        context.ask(Question{"who", "elicitation/create", JsonText::written(R"({"message":"Who?"})")});
    return ToolResult::text(find_text(parse_json(answer.text()), "name").value_or("?"));
  };
}

}  // namespace

TEST_CASE("a modern call that is not done in time becomes a task where the client declared the extension", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const WhatCame created = scene.call(modern_peer(), "draw", R"(,"task":{"ttl":5})");
  const std::string id = task_id(created);
  CHECK(find(*created, "task") == nullptr);
  CHECK(find(*created, "ttl") == nullptr);
  CHECK(find(*created, "pollInterval") == nullptr);
  CHECK(find_integer(*created, "ttlMs") == 900'000);
  CHECK(find_integer(*created, "pollIntervalMs") > 0);
  CHECK(JsonText::of(*created).text().find(R"({"resultType":"task")") == 0);
  const WhatCame now = scene.task(modern_peer(), "tasks/get", id);
  CHECK(find_text(*now, "resultType") == "complete");
  CHECK(find_text(*now, "status") == "working");
  gate.open();
  const auto ended = scene.task_when(modern_peer(), id, "completed");
  const Json* result = find(ended, "result");
  REQUIRE(result != nullptr);
  CHECK(find_text(find(*result, "content")->GetArray()[0], "text") == "a picture");
  CHECK(find(*result, "_meta") == nullptr);
}

TEST_CASE("a tool that has to be a task becomes one at once, or is refused", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("draw", quick("a picture"), TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "draw"));
  scene.task_when(modern_peer(), id, "completed");
  const WhatCame refused = scene.call(modern_peer(false), "draw");
  REQUIRE(refused.error);
  CHECK(refused.error->code() == code::missing_capability);
  CHECK(refused.error->data()->text() ==
        R"({"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}})");
}

TEST_CASE("a tool that must not be a task stays none", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"), TaskSupport::forbidden);
  const std::string id = operation_id(scene.call(modern_peer(), "draw", R"(,"task":{})"));
  gate.open();
  CHECK(scene.resume(modern_peer(), id).text() == "a picture");
}

TEST_CASE("a modern task of a tool that says that it failed is completed; an error of the protocol is failed",
          "[tasks]") {
  LongCallsScene scene;
  scene.add(
      "result", [](RequestContext&, const Json&) { return ToolResult::error("no paper"); }, TaskSupport::required);
  scene.add(
      "exception", [](RequestContext&, const Json&) -> ToolResult { throw std::runtime_error("no ink"); },
      TaskSupport::required);
  scene.add(
      "protocol", [](RequestContext&, const Json&) -> ToolResult { throw McpError(-32603, "no power"); },
      TaskSupport::required);
  for (const char* tool : {"result", "exception"}) {
    const auto task = scene.task_when(modern_peer(), task_id(scene.call(modern_peer(), tool)), "completed");
    CHECK(find_bool(*find(task, "result"), "isError") == true);
    CHECK(find(task, "error") == nullptr);
  }
  const auto task = scene.task_when(modern_peer(), task_id(scene.call(modern_peer(), "protocol")), "failed");
  CHECK(find(task, "result") == nullptr);
  CHECK(find_integer(*find(task, "error"), "code") == -32603);
  CHECK(find_text(*find(task, "error"), "message") == "no power");
}

TEST_CASE("tasks/cancel acknowledges a modern task always, and it stays cancelled", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add(
      "draw",
      [&](RequestContext&, const Json&) {
        gate.pass();
        return ToolResult::text("all the same");
      },
      TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "draw"));
  gate.wait_for_arrival();
  for (int i = 0; i < 2; ++i) {
    CHECK(JsonText::of(*scene.task(modern_peer(), "tasks/cancel", id)).text() == R"({"resultType":"complete"})");
    CHECK(find_text(*scene.task(modern_peer(), "tasks/get", id), "status") == "cancelled");
  }
  gate.open();
  end_of(scene.executor, id, "*");
  const WhatCame task = scene.task(modern_peer(), "tasks/get", id);
  CHECK(find_text(*task, "status") == "cancelled");
  CHECK(find(*task, "result") == nullptr);
}

TEST_CASE("a modern task that was completed stays so when it is cancelled afterwards", "[tasks]") {
  LongCallsScene scene;
  scene.add("draw", quick("a picture"), TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "draw"));
  scene.task_when(modern_peer(), id, "completed");
  CHECK(JsonText::of(*scene.task(modern_peer(), "tasks/cancel", id)).text() == R"({"resultType":"complete"})");
  CHECK(find_text(*scene.task(modern_peer(), "tasks/get", id), "status") == "completed");
}

TEST_CASE("methods of tasks want the extension first, and then a task that is there", "[tasks]") {
  LongCallsScene scene;
  for (const char* method : {"tasks/get", "tasks/update", "tasks/cancel"}) {
    INFO(method);
    CHECK(scene.task(modern_peer(false), method, "x").error->code() == code::missing_capability);
    CHECK(scene.task(modern_peer(), method, "x", R"(,"inputResponses":{})").error->code() == code::invalid_params);
    CHECK(scene.send(modern_peer(), method, "{}").error->code() == code::invalid_params);
  }
  for (const char* method : {"tasks/list", "tasks/result"}) {
    CHECK(scene.task(modern_peer(), method, "x").error->code() == code::method_not_found);
  }
}

TEST_CASE("a modern task that asks is input_required, until tasks/update brings the answer", "[tasks]") {
  LongCallsScene scene;
  scene.add("greet", asking(), TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "greet"));
  const auto asking_task = scene.task_when(modern_peer(), id, "input_required");
  const Json* question = find(*find(asking_task, "inputRequests"), "who");
  REQUIRE(question != nullptr);
  CHECK(find_text(*question, "method") == "elicitation/create");
  CHECK(find_text(*find(*question, "params"), "message") == "Who?");
  CHECK(find(asking_task, "requestState") == nullptr);

  const auto update = [&](const std::string& responses) {
    return scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":)" + responses);
  };
  CHECK(JsonText::of(*update(R"({"other":{"x":1}})")).text() == R"({"resultType":"complete"})");
  CHECK(JsonText::of(*update(R"({"who":17})")).text() == R"({"resultType":"complete"})");
  CHECK(find_text(*scene.task(modern_peer(), "tasks/get", id), "status") == "input_required");
  CHECK(update("null").error->code() == code::invalid_params);
  update(R"({"who":{"name":"Ann"}})");
  const auto ended = scene.task_when(modern_peer(), id, "completed");
  CHECK(find_text(find(*find(ended, "result"), "content")->GetArray()[0], "text") == "Ann");
}

TEST_CASE("answers may come one by one: what is answered is not asked any more", "[tasks]") {
  LongCallsScene scene;
  scene.add(
      "ask_two",
      [](RequestContext& context, const Json&) {
        const auto answers =
            context.ask(std::vector<Question>{{"one", "elicitation/create"}, {"two", "elicitation/create"}});
        return ToolResult::text(answers[0].text() + answers[1].text());
      },
      TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "ask_two"));
  scene.task_when(modern_peer(), id, "input_required");
  scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":{"two":{"n":2}})");
  const WhatCame between = scene.task(modern_peer(), "tasks/get", id);
  CHECK(find_text(*between, "status") == "input_required");
  CHECK(find(*find(*between, "inputRequests"), "one") != nullptr);
  CHECK(find(*find(*between, "inputRequests"), "two") == nullptr);
  scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":{"one":{"n":1}})");
  const auto ended = scene.task_when(modern_peer(), id, "completed");
  CHECK(find_text(find(*find(ended, "result"), "content")->GetArray()[0], "text") == R"({"n":1}{"n":2})");
}

TEST_CASE("a task that asks again in a later round has its state and its earlier answers", "[tasks]") {
  std::atomic<int> rounds{0};
  LongCallsScene scene;
  scene.add(
      "ask_twice",
      [&](RequestContext& context, const Json&) {
        ++rounds;
        const JsonText one = context.ask(Question{"one", "elicitation/create"}, JsonText::written("1"));
        const JsonText two = context.ask(Question{"two", "elicitation/create"}, JsonText::written("2"));
        return ToolResult::text(one.text() + two.text() + context.state().value_or(JsonText()).text());
      },
      TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "ask_twice"));
  const auto asks = [&](const char* key) {
    return eventually([&] {
      const WhatCame now = scene.task(modern_peer(), "tasks/get", id);
      const Json* requests = find(*now, "inputRequests");
      return requests != nullptr && find(*requests, key) != nullptr;
    });
  };
  REQUIRE(asks("one"));
  scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":{"one":{"n":1}})");
  REQUIRE(asks("two"));
  scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":{"two":{"n":2}})");
  const auto ended = scene.task_when(modern_peer(), id, "completed");
  CHECK(find_text(find(*find(ended, "result"), "content")->GetArray()[0], "text") == R"({"n":1}{"n":2}2)");
  CHECK(rounds == 3);
}

TEST_CASE("a task that asks can be cancelled", "[tasks]") {
  LongCallsScene scene;
  scene.add("greet", asking(), TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "greet"));
  scene.task_when(modern_peer(), id, "input_required");
  scene.task(modern_peer(), "tasks/cancel", id);
  CHECK(end_of(scene.executor, id, "*").state == State::cancelled);
}

TEST_CASE("what is asked before there is a task is asked by the call; the round after may become one", "[tasks]") {
  Gate gate;
  LongCallsScene scene({.answer_within = Millis{2'000}});
  scene.add(
      "greet",
      [&](RequestContext& context, const Json& arguments) {
        ToolResult result = asking()(context, arguments);
        gate.pass();
        return result;
      },
      TaskSupport::optional);
  scene.add(
      "greet_slowly",
      [&](RequestContext& context, const Json& arguments) {
        ToolResult result = asking()(context, arguments);
        gate.pass();
        return result;
      },
      TaskSupport::optional, Millis{20});
  CHECK(scene.call(modern_peer(), "greet").input_required);
  const std::string id =
      task_id(scene.call(modern_peer(), "greet_slowly", R"(,"inputResponses":{"who":{"name":"Alice"}})"));
  gate.open();
  const auto ended = scene.task_when(modern_peer(), id, "completed");
  CHECK(find_text(find(*find(ended, "result"), "content")->GetArray()[0], "text") == "Alice");
}

TEST_CASE("a modern task sends neither progress nor notifications", "[tasks]") {
  LongCallsScene scene;
  scene.add(
      "draw",
      [](RequestContext& context, const Json&) {
        context.progress(1, 2, "half");
        return ToolResult::text("x");
      },
      TaskSupport::required);
  const std::string id = task_id(scene.call(modern_peer(), "draw", R"(,"_meta":{"progressToken":"p"})"));
  scene.task_when(modern_peer(), id, "completed");
  CHECK(scene.notifications().empty());
}
