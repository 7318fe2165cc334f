#include <catch2/catch.hpp>

#include "scene.hpp"

// Cancelled by somebody else than the peer: it still waits, so it gets an answer.

namespace cancel::mcp {
namespace {

std::string cancel_operation(const std::string& id, const std::string& operation) {
  return request(id, "cancellation/cancel", R"("id":)" + operation + R"(,"reason":"enough")");
}

// The operation's id of the one call that runs in the peer's session.
std::string running_operation(Peer& peer, const std::string& id) {
  const JsonDocument list = peer.ask(id, request(id, "cancellation/list"));
  const Json& tokens = *find(*find(list, "result"), "tokens");
  REQUIRE(tokens.Size() == 1);
  return value(tokens[0], "id");
}

}  // namespace

TEST_CASE("a call that somebody else cancels is answered when its handler has stopped", "[others]") {
  Server server(plain_options());
  server.enable_cancellation_methods();
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  const bool modern = GENERATE(false, true);
  peer.send(modern ? modern_tool_call("1", "waiter") : tool_call("1", "waiter"));
  started.wait();
  const std::string operation = modern ? std::string() : running_operation(peer, "2");
  if (modern) {
    server.stop(Millis{5'000}, "enough");
  } else {
    peer.ask("3", cancel_operation("3", operation));
  }
  const JsonDocument answer = peer.channel->response_to("1");
  CHECK(value(answer, "result/isError") == "true");
  CHECK(text_of_result(answer) == "Operation cancelled: enough");
  CHECK(value(answer, "result/resultType") == (modern ? R"("complete")" : ""));
  wait_until("its end", [&] { return peer.session->running() == 0; });
  CHECK(peer.channel->responses_to("1").size() == 1);
}

TEST_CASE("a handler that does not stop is not waited for", "[others]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{50};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(request("1", "tools/call", R"("name":"stubborn","_meta":{"progressToken":1})"));
  started.wait();
  peer.ask("3", cancel_operation("3", running_operation(peer, "2")));
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: enough");
  CHECK(peer.session->running() == 1);
  const std::size_t sent = peer.channel->count();
  door.open();
  ended.wait();
  wait_until("its end", [&] { return peer.session->running() == 0; });
  CHECK(peer.channel->count() == sent);
}

TEST_CASE("a result that comes although somebody else cancelled wins when it is the first", "[others]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  peer.ask("3", cancel_operation("3", running_operation(peer, "2")));
  door.open();
  CHECK(text_of_result(peer.channel->response_to("1")) == "done all the same");
}

TEST_CASE("a tool that works in steps is answered for at once, in the middle of a step", "[others]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Door door;
  ToolOptions tool;
  tool.name = "steps";
  server.add_steps_tool(tool, [&](RequestContext&, const Json&) -> ToolSteps {
    started.set();
    door.wait();
    co_yield Progress{1};
    co_return ToolResult::text("not reached");
  });
  Peer peer(server);
  peer.send(tool_call("1", "steps"));
  started.wait();
  peer.ask("3", cancel_operation("3", running_operation(peer, "2")));
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: enough");
  CHECK(peer.session->running() == 1);
  door.open();
  wait_until("its end", [&] { return peer.session->running() == 0; });
}

TEST_CASE("a call that waits for its turn is answered when somebody else cancels it", "[others]") {
  ServerOptions options = plain_options();
  options.max_threads = 1;
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Mark waited;
  add_waiter(server, waited);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  peer.send(tool_call("2", "waiter"));
  const JsonDocument list = peer.ask("3", request("3", "cancellation/list"));
  const Json& tokens = *find(*find(list, "result"), "tokens");
  REQUIRE(tokens.Size() == 2);
  CHECK(value(tokens[1], "tool") == R"("waiter")");
  peer.ask("4", cancel_operation("4", value(tokens[1], "id")));
  CHECK(text_of_result(peer.channel->response_to("2")) == "Operation cancelled: enough");
  CHECK_FALSE(waited.is_set());
  door.open();
  peer.channel->response_to("1");
}

TEST_CASE("a deadline cancels, and the peer is told", "[others]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "late";
  options.deadline = Millis{20};
  server.add_tool(options, [](RequestContext& context, const Json&) {
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    context.throw_if_cancelled();
    return ToolResult();
  });
  Peer peer(server);
  const JsonDocument answer = peer.ask("1", tool_call("1", "late"));
  CHECK(value(answer, "result/isError") == "true");
  CHECK(text_of_result(answer).find("Operation cancelled") == 0);
}

TEST_CASE("a call past its point of no return is answered as it ends", "[others]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{0};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Door door;
  ToolOptions tool;
  tool.name = "pays";
  server.add_tool(tool, [&](RequestContext& context, const Json&) {
    context.pass_point_of_no_return();
    started.set();
    door.wait();
    return ToolResult::text("paid");
  });
  Peer peer(server);
  peer.send(tool_call("1", "pays"));
  started.wait();
  const std::string operation = running_operation(peer, "2");
  peer.ask("3", cancel_operation("3", operation));
  wait_until("the cancellation", [&] {
    return value(peer.ask("4", request("4", "cancellation/status", R"("id":)" + operation)), "result/cancelled") ==
           "true";
  });
  CHECK(peer.channel->responses_to("1").empty());
  door.open();
  CHECK(text_of_result(peer.channel->response_to("1")) == "paid");
}

TEST_CASE("clean-ups run before the call counts as ended, whatever cancelled it", "[others]") {
  Server server(plain_options());
  Mark started;
  Mark cleaned;
  ToolOptions tool;
  tool.name = "tidy";
  server.add_tool(tool, [&](RequestContext& context, const Json&) {
    context.on_end([&](const CancellationToken&) { cleaned.set(); });
    started.set();
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    context.throw_if_cancelled();
    return ToolResult();
  });
  Peer peer(server);
  peer.send(tool_call("1", "tidy"));
  started.wait();
  peer.send(cancel_notice("1"));
  wait_until("its end", [&] { return peer.session->running() == 0; });
  CHECK(cleaned.is_set());
}

}  // namespace cancel::mcp
