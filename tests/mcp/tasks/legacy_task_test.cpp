#include <future>

#include "long_calls_scene.hpp"

using namespace scene;

namespace {

const std::string as_task = R"(,"task":{"ttl":60000})";

std::string task_id(const WhatCame& created) {
  const Json* task = find(*created, "task");
  REQUIRE(task != nullptr);
  CHECK(find_text(*task, "status") == "working");
  return find_text(*task, "taskId").value();
}

}  // namespace

TEST_CASE("a legacy call that asks for a task gets one at once", "[tasks]") {
  Gate gate;
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("draw", held_by(gate, "a picture"));
  const WhatCame created = scene.call(legacy_peer(), "draw", as_task);
  const Json* task = find(*created, "task");
  REQUIRE(task != nullptr);
  CHECK(find_text(*task, "taskId"));
  CHECK(find_integer(*task, "ttl") == 60'000);
  CHECK(find_integer(*task, "pollInterval") > 0);
  CHECK(find_text(*task, "createdAt")->back() == 'Z');
  CHECK(find_text(*task, "lastUpdatedAt"));
  CHECK(find(*created, "resultType") == nullptr);
  gate.open();
}

TEST_CASE("a legacy task is looked at by tasks/get, and its result had by tasks/result", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task));
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/get", id), "status") == "working");
  auto result = std::async(std::launch::async, [&] { return scene.task(legacy_peer(), "tasks/result", id); });
  gate.open();
  const WhatCame outcome = result.get();
  CHECK(outcome.text() == "a picture");
  CHECK(find_text(*find(*find(*outcome, "_meta"), meta::related_task), "taskId") == id);
  scene.task_when(legacy_peer(), id, "completed");
}

TEST_CASE("a legacy task of a tool that fails is failed, and its result says why", "[tasks]") {
  LongCallsScene scene;
  scene.add("result", [](RequestContext&, const Json&) { return ToolResult::error("no paper"); });
  scene.add("protocol", [](RequestContext&, const Json&) -> ToolResult { throw McpError(-32001, "no ink"); });
  const std::string one = task_id(scene.call(legacy_peer(), "result", as_task));
  const auto failed = scene.task_when(legacy_peer(), one, "failed");
  CHECK(find_text(failed, "statusMessage") == "no paper");
  const WhatCame result = scene.task(legacy_peer(), "tasks/result", one);
  CHECK(result.is_error());
  CHECK(result.text() == "no paper");
  const std::string two = task_id(scene.call(legacy_peer(), "protocol", as_task));
  CHECK(scene.task(legacy_peer(), "tasks/result", two).error->code() == -32001);
}

TEST_CASE("tasks/cancel returns a legacy task already cancelled, though its work has not stopped", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext&, const Json&) {
    gate.pass();
    return ToolResult::text("all the same");
  });
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task));
  gate.wait_for_arrival();
  auto waiter = std::async(std::launch::async, [&] { return scene.task(legacy_peer(), "tasks/result", id); });
  const WhatCame cancelled = scene.task(legacy_peer(), "tasks/cancel", id);
  CHECK(find_text(*cancelled, "taskId") == id);
  CHECK(find_text(*cancelled, "status") == "cancelled");
  CHECK(find_text(*cancelled, "statusMessage") == "Operation cancelled: cancelled by tasks/cancel");
  const WhatCame none = waiter.get();
  REQUIRE(none.error);
  CHECK(none.error->code() == code::request_cancelled);
  CHECK(none.error->data()->text().find("cancelled by tasks/cancel") != std::string::npos);

  CHECK(scene.task(legacy_peer(), "tasks/cancel", id).error->code() == code::invalid_params);
  gate.open();
  end_of(scene.executor, id, "ann");
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/get", id), "status") == "cancelled");
  CHECK(scene.task(legacy_peer(), "tasks/result", id).error->code() == code::request_cancelled);
}

TEST_CASE("tasks/cancel stops the work", "[tasks]") {
  LongCallsScene scene;
  scene.add("draw", until_stopped());
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task));
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/cancel", id), "status") == "cancelled");
  const auto status = end_of(scene.executor, id, "ann");
  CHECK(status.state == State::cancelled);
  CHECK(status.cancellation->requested_by == "tester 1");
}

TEST_CASE("a legacy task that has ended, or never was, can not be cancelled", "[tasks]") {
  LongCallsScene scene;
  scene.add("draw", quick("a picture"));
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task));
  scene.task_when(legacy_peer(), id, "completed");
  CHECK(scene.task(legacy_peer(), "tasks/cancel", id).error->code() == code::invalid_params);
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/get", id), "status") == "completed");
  for (const char* method : {"tasks/get", "tasks/result", "tasks/cancel"}) {
    CHECK(scene.task(legacy_peer(), method, "never-was").error->code() == code::invalid_params);
    CHECK(scene.send(legacy_peer(), method, "{}").error->code() == code::invalid_params);
  }
}

TEST_CASE("a task that somebody else cancels is cancelled when its work has stopped", "[tasks]") {
  LongCallsScene scene;
  scene.add("draw", until_stopped());
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task));
  scene.executor.cancel(id, "ann", {.reason = "out of paper"});
  const auto task = scene.task_when(legacy_peer(), id, "cancelled");
  CHECK(find_text(task, "statusMessage") == "Operation cancelled: out of paper");
}

TEST_CASE("who may make a task of a tool, and who has to", "[tasks]") {
  LongCallsScene scene;
  scene.add("never", quick("never"), TaskSupport::forbidden, long_enough);
  scene.add("always", quick("always"), TaskSupport::required, long_enough);
  scene.add("maybe", quick("maybe"), TaskSupport::optional, long_enough);
  CHECK(scene.call(legacy_peer(), "never", as_task).error->code() == code::method_not_found);
  CHECK(scene.call(legacy_peer(), "always").error->code() == code::method_not_found);
  CHECK(scene.call(legacy_peer(), "maybe", R"(,"task":7)").error->code() == code::invalid_params);
  CHECK(scene.call(legacy_peer(), "never").text() == "never");
  CHECK(scene.call(legacy_peer(), "maybe").text() == "maybe");
  Peer older = legacy_peer();
  older.version = "2025-06-18";
  CHECK(scene.call(older, "always").text() == "always");  // it can not know of tasks
  CHECK(scene.call(older, "never", as_task).text() == "never");
}

TEST_CASE("a task's ttl is granted up to what is kept at most, and then it is gone", "[tasks]") {
  LongCallsScene scene({.max_lifetime = Millis{3'000}, .retention = Millis{2'000}});
  scene.add("draw", quick("a picture"));
  const auto ttl = [&](const std::string& task) {
    const WhatCame created = scene.call(legacy_peer(), "draw", task);
    return find_integer(*find(*created, "task"), "ttl");
  };
  CHECK(ttl(R"(,"task":{"ttl":1000})") == 1'000);
  CHECK(ttl(R"(,"task":{"ttl":1e300})") == 5'000);
  CHECK(ttl(R"(,"task":{"ttl":-1})") == 1);
  CHECK(ttl(R"(,"task":{})") == 5'000);
  const std::string id = task_id(scene.call(legacy_peer(), "draw", R"(,"task":{"ttl":30})"));
  CHECK(eventually([&] { return scene.task(legacy_peer(), "tasks/get", id).error.has_value(); }));
}

TEST_CASE("tasks/list shows tasks a page at a time, in order, and no other operations", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("draw", quick("a picture"));
  scene.call(legacy_peer(), "draw");
  std::vector<std::string> made;
  for (int i = 0; i < 103; ++i) made.push_back(task_id(scene.call(legacy_peer(), "draw", as_task)));
  std::vector<std::string> seen;
  std::string cursor = "{}";
  for (int pages = 0; !cursor.empty(); ++pages) {
    REQUIRE(pages < 3);
    const WhatCame page = scene.send(legacy_peer(), "tasks/list", cursor);
    for (const Json& task : find(*page, "tasks")->GetArray()) seen.push_back(*find_text(task, "taskId"));
    const auto next = find_text(*page, "nextCursor");
    cursor = next ? R"({"cursor":")" + *next + "\"}" : "";
  }
  CHECK(seen == made);
  for (const char* wrong : {"x", "", "1", ".", "x.y"}) {
    const WhatCame refused = scene.send(legacy_peer(), "tasks/list", std::string(R"({"cursor":")") + wrong + "\"}");
    REQUIRE(refused.error);
    CHECK(refused.error->code() == code::invalid_params);
  }
}

TEST_CASE("a legacy task that asks is input_required, and asks through tasks/result", "[tasks]") {
  LongCallsScene scene;
  scene.add("greet", [](RequestContext& context, const Json&) {
    const JsonText answer =
        context.ask(Question{"who", "elicitation/create", JsonText::written(R"({"message":"Who?"})")});
    return ToolResult::text(answer.text());
  });
  const std::string id = task_id(scene.call(legacy_peer(), "greet", as_task));
  scene.task_when(legacy_peer(), id, "input_required");
  const auto request = std::make_shared<FakeRequest>();
  request->reply_with(R"({"name":"Ann"})");
  const WhatCame result = scene.send(legacy_peer(), "tasks/result", R"({"taskId":")" + id + "\"}", request);
  CHECK(result.text() == R"({"name":"Ann"})");
  REQUIRE(request->asked().size() == 1);
  CHECK(request->asked().front().find(R"("io.modelcontextprotocol/related-task":{"taskId":")" + id) !=
        std::string::npos);
}

TEST_CASE("a legacy task that asks can be cancelled", "[tasks]") {
  LongCallsScene scene;
  scene.add("greet", [](RequestContext& context, const Json&) {
    return ToolResult::text(context.ask(Question{"who", "elicitation/create"}).text());
  });
  const std::string id = task_id(scene.call(legacy_peer(), "greet", as_task));
  scene.task_when(legacy_peer(), id, "input_required");
  CHECK(find_text(*scene.task(legacy_peer(), "tasks/cancel", id), "status") == "cancelled");
  CHECK(end_of(scene.executor, id, "ann").state == State::cancelled);
}

TEST_CASE("a session is told of its task's states and progress, also after the call was answered", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext& context, const Json&) {
    gate.pass();
    context.progress(5, 10, "half");
    return ToolResult::text("a picture");
  });
  const std::string id = task_id(scene.call(legacy_peer(), "draw", as_task + R"(,"_meta":{"progressToken":"p"})"));
  gate.open();
  REQUIRE(eventually([&] {
    const auto told = scene.notifications();
    return !told.empty() && told.back().find("\"completed\"") != std::string::npos;
  }));
  bool has_progress = false;
  for (const std::string& notification : scene.notifications()) {
    if (notification.find("ann notifications/progress") == 0) {
      has_progress = true;
      CHECK(notification.find(R"("progressToken":"p")") != std::string::npos);
      CHECK(notification.find(R"({"taskId":")" + id) != std::string::npos);
    } else {
      CHECK(notification.find("ann notifications/tasks/status") == 0);
    }
  }
  CHECK(has_progress);
}

TEST_CASE("what a legacy server says of its tasks", "[tasks]") {
  LongCallsScene scene;
  CHECK(scene.calls.capability(Era::legacy).text() == R"({"list":{},"cancel":{},"requests":{"tools":{"call":{}}}})");
  CHECK(scene.calls.capability(Era::modern).text() == "{}");
  CHECK(scene.task(legacy_peer(), "tasks/update", "x").error->code() == code::method_not_found);
}
