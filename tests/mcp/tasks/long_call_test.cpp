#include <atomic>
#include <future>

#include "long_calls_scene.hpp"

using namespace scene;

TEST_CASE("a long call that ends in time is answered by its result, in both eras", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("draw", quick("a picture"));
  const Peer peer = GENERATE(legacy_peer(), modern_peer(true), modern_peer(false));
  const WhatCame outcome = scene.call(peer, "draw");
  CHECK(outcome.text() == "a picture");
  CHECK_FALSE(outcome.is_error());
  CHECK(find(*outcome, "taskId") == nullptr);
}

TEST_CASE("a long call that fails in time is answered by its failure", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("result", [](RequestContext&, const Json&) { return ToolResult::error("no paper"); });
  scene.add("exception", [](RequestContext&, const Json&) -> ToolResult { throw std::runtime_error("no ink"); });
  scene.add("protocol", [](RequestContext&, const Json&) -> ToolResult { throw McpError(-32001, "no power"); });
  const Peer peer = GENERATE(legacy_peer(), modern_peer());
  CHECK(scene.call(peer, "result").text() == "no paper");
  CHECK(scene.call(peer, "result").is_error());
  CHECK(scene.call(peer, "exception").text() == "no ink");
  CHECK(scene.call(peer, "exception").is_error());
  CHECK(scene.call(peer, "protocol").error->code() == -32001);
}

TEST_CASE("a long call gets its arguments, and ones that do not fit its schema are refused", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  ToolOptions tool{.name = "draw"};
  tool.long_running = true;
  tool.input_schema = JsonText::written(R"({"type":"object","properties":{"what":{"type":"string"}}})");
  scene.tools.add(std::move(tool), [](RequestContext&, const Json& arguments) {
    return ToolResult::text(find_text(arguments, "what").value_or("nothing"));
  });
  const Peer peer = legacy_peer();
  CHECK(scene.send(peer, "tools/call", R"({"name":"draw","arguments":{"what":"a cat"}})").text() == "a cat");
  CHECK(scene.send(peer, "tools/call", R"({"name":"draw"})").text() == "nothing");
  CHECK(scene.send(peer, "tools/call", R"({"name":"draw","arguments":{"what":7}})").is_error());
}

TEST_CASE("a long call that is not done in time is answered by a handle", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", held_by(gate, "a picture"));
  const Peer peer = GENERATE(legacy_peer(), modern_peer(false));
  const WhatCame handle = scene.call(peer, "draw");
  CHECK_FALSE(handle.is_error());
  const std::string id = operation_id(handle);
  CHECK(handle.text().find(id) != std::string::npos);
  CHECK(handle.text().find("continue_operation") != std::string::npos);
  gate.open();
  CHECK(scene.resume(peer, id).text() == "a picture");
}

TEST_CASE("a tool that promises structured content gives its handle as text", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  ToolOptions tool{.name = "draw"};
  tool.long_running = true;
  tool.output_schema = JsonText::written(R"({"type":"object"})");
  scene.tools.add(std::move(tool), held_by(gate, "a picture"));
  const WhatCame handle = scene.call(legacy_peer(), "draw");
  CHECK(handle.is_error());
  CHECK(find(*handle, "structuredContent") == nullptr);
  const Json* meta = find(*find(*handle, "_meta"), "canceld/operation");
  REQUIRE(meta != nullptr);
  gate.open();
  CHECK(scene.resume(legacy_peer(), *find_text(*meta, "operation_id")).text() == "a picture");
}

TEST_CASE("progress reaches the request while it is open, and the operation's status always", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext& context, const Json&) {
    const bool is_heard = context.progress(1, 10, "sketching");
    gate.pass();
    return ToolResult::text(is_heard ? "heard" : "not heard");
  });
  const auto request = std::make_shared<FakeRequest>();
  SECTION("a client that asked for it") {
    const std::string id =
        operation_id(scene.call(legacy_peer(), "draw", R"(,"_meta":{"progressToken":"p"})", request));
    REQUIRE(request->sent().size() == 1);
    CHECK(request->sent().front().find(R"("progressToken":"p")") != std::string::npos);
    CHECK(scene.executor.status(id, "ann")->message == "sketching");
    gate.open();
    CHECK(scene.resume(legacy_peer(), id).text() == "heard");
  }
  SECTION("one that did not") {
    const std::string id = operation_id(scene.call(legacy_peer(), "draw", "", request));
    CHECK(request->sent().empty());
    CHECK(scene.executor.status(id, "ann")->progress == 1);
    gate.open();
    CHECK(scene.resume(legacy_peer(), id).text() == "not heard");
  }
}

TEST_CASE("after a handle was given, late progress is dropped", "[tasks]") {
  Gate gate;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext& context, const Json&) {
    gate.pass();
    return ToolResult::text(context.progress(1) ? "heard" : "not heard");
  });
  const auto request = std::make_shared<FakeRequest>();
  const std::string id = operation_id(scene.call(legacy_peer(), "draw", R"(,"_meta":{"progressToken":"p"})", request));
  gate.open();
  CHECK(scene.resume(legacy_peer(), id).text() == "not heard");
  CHECK(request->sent().empty());
  CHECK(scene.notifications().empty());
}

TEST_CASE("a caller that is cancelled leaves at once; its work is stopped, or left running, as the tool wants it",
          "[tasks]") {
  Gate gate;
  LongCallsScene scene({.answer_within = long_enough});
  const OnCallerCancel wanted = GENERATE(OnCallerCancel::stop, OnCallerCancel::detach);
  ToolOptions tool{.name = "draw"};
  tool.long_running = true;
  tool.on_caller_cancel = wanted;
  scene.tools.add(std::move(tool), held_by(gate, "a picture"));
  const auto request = std::make_shared<FakeRequest>();
  auto caller = std::async(std::launch::async, [&] { return scene.call(legacy_peer(), "draw", "", request); });
  gate.wait_for_arrival();
  request->cancel("the client gave up", Cause::timeout);
  const WhatCame outcome = caller.get();
  REQUIRE(outcome.cancelled);
  CHECK(outcome.cancelled->reason == "the client gave up");
  REQUIRE(scene.executor.list("ann").size() == 1);
  gate.open();
  const auto status = end_of(scene.executor, scene.executor.list("ann").front().id, "ann");
  if (wanted == OnCallerCancel::detach) {
    CHECK(status.state == State::completed);
  } else {
    CHECK(status.state == State::cancelled);
    CHECK(status.cancellation->reason == "the client gave up");
    CHECK(status.cancellation->cause == Cause::timeout);
  }
}

TEST_CASE("a call that was cancelled before it began never runs", "[tasks]") {
  std::atomic<int> runs{0};
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext&, const Json&) {
    ++runs;
    return ToolResult::text("x");
  });
  const auto request = std::make_shared<FakeRequest>();
  request->cancel("before");
  CHECK(scene.call(legacy_peer(), "draw", "", request).cancelled);
  CHECK(runs == 0);
  CHECK(scene.executor.list("ann").empty());
}

TEST_CASE("a caller is told when its operation is cancelled by somebody else", "[tasks]") {
  Gate ready;
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("draw", [&](RequestContext& context, const Json& arguments) {
    ready.open();
    return until_stopped()(context, arguments);
  });
  auto caller = std::async(std::launch::async, [&] { return scene.call(legacy_peer(), "draw"); });
  ready.pass();
  scene.executor.cancel(scene.executor.list("ann").front().id, "ann", {.reason = "out of paper"});
  const WhatCame outcome = caller.get();
  CHECK(outcome.is_error());
  CHECK(outcome.text() == "Operation cancelled: out of paper");
}

TEST_CASE("long work hangs under its session, and outlives its request", "[tasks]") {
  Gate ready;
  LongCallsScene scene;
  scene.add("draw", [&](RequestContext& context, const Json& arguments) {
    ready.open();
    return until_stopped()(context, arguments);
  });
  const CancellationSource session;
  Peer peer = legacy_peer();
  peer.session = session.token();
  const auto request = std::make_shared<FakeRequest>();
  const std::string id = operation_id(scene.call(peer, "draw", "", request));
  request->cancel("too late to matter");
  ready.pass();
  CHECK_FALSE(scene.executor.status(id, "ann")->cancellation);
  session.cancel(Cancellation{.reason = "the session is over"});
  CHECK(end_of(scene.executor, id, "ann").cancellation->reason == "the session is over");
}

TEST_CASE("a tool's deadline ends its long work with cause timeout", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  ToolOptions tool{.name = "draw"};
  tool.long_running = true;
  tool.deadline = Millis{10};
  scene.tools.add(std::move(tool), until_stopped());
  CHECK(scene.call(legacy_peer(), "draw").text() == "Operation cancelled: it ran longer than 10 ms");
}

TEST_CASE("what the work asks a legacy client reaches it while its call waits", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("greet", [](RequestContext& context, const Json&) {
    const JsonText answer =
        context.ask(Question{"who", "elicitation/create", JsonText::written(R"({"message":"Who?"})")});
    return ToolResult::text(answer.text());
  });
  const auto request = std::make_shared<FakeRequest>();
  request->reply_with(R"({"action":"accept"})");
  CHECK(scene.call(legacy_peer(), "greet", "", request).text() == R"({"action":"accept"})");
  CHECK(request->asked() == std::vector<std::string>{R"(elicitation/create {"message":"Who?"})"});
}

TEST_CASE("what the work asks a modern client while its call waits ends the call with the question", "[tasks]") {
  LongCallsScene scene({.answer_within = long_enough});
  scene.add("greet", [](RequestContext& context, const Json&) {
    const JsonText answer = context.ask(
        Question{"who", "elicitation/create", JsonText::written(R"({"message":"Who?"})")}, JsonText::written("3"));
    return ToolResult::text(answer.text());
  });
  const Peer peer = modern_peer();
  const WhatCame first = scene.call(peer, "greet");
  REQUIRE(first.input_required);
  REQUIRE(first.input_required->questions.size() == 1);
  CHECK(first.input_required->questions.front().key == "who");
  CHECK(first.input_required->state == JsonText::written("3"));
  CHECK(scene.call(peer, "greet", R"(,"inputResponses":{"who":{"name":"Ann"}})").text() == R"({"name":"Ann"})");
}

TEST_CASE("long calls are refused while the server stops, and where too many run", "[tasks]") {
  Gate gate;
  LongCallsScene scene({.answer_within = Millis{0}, .max_running = 1});
  scene.add("draw", held_by(gate, "x"));
  operation_id(scene.call(legacy_peer(), "draw"));
  CHECK_THROWS_AS(scene.call(legacy_peer(), "draw"), TooManyOperations);
  scene.executor.stop(Millis{0});
  CHECK_THROWS_AS(scene.call(legacy_peer(), "draw"), ShuttingDown);
  gate.open();
}
