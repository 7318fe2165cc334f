#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

// A peer that numbers its requests itself.
struct Caller {
  explicit Caller(Server& server, SessionOptions options = {}) : peer(server, std::move(options)) {}

  JsonDocument call(const std::string& method, const std::string& params = {}) {
    const std::string id = std::to_string(++last);
    return peer.ask(id, request(id, "cancellation/" + method, params));
  }

  Peer peer;
  int last = 1'000;
};

std::unique_ptr<Server> server_with_methods() {
  auto server = std::make_unique<Server>(plain_options());
  server->enable_cancellation_methods();
  return server;
}

}  // namespace

TEST_CASE("a token is created, cancelled and looked at, as in the guide", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  const JsonDocument created = caller.call("create", R"("id":"my-token")");
  CHECK(value(created, "result/id") == R"("my-token")");
  CHECK(value(created, "result/cancelled") == "false");
  CHECK(value(created, "result/reason").empty());
  CHECK(value(caller.call("cancel", R"("id":"my-token","reason":"User requested cancellation")"), "result") ==
        R"({"success":true})");
  const JsonDocument status = caller.call("status", R"("id":"my-token")");
  CHECK(value(status, "result/id") == R"("my-token")");
  CHECK(value(status, "result/cancelled") == "true");
  CHECK(value(status, "result/reason") == R"("User requested cancellation")");
  CHECK(value(status, "result/cause") == R"("user_requested")");
  CHECK(value(status, "result/state") == R"("requested")");
}

TEST_CASE("a token without an id gets one that cannot be guessed", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  const std::string one = value(caller.call("create"), "result/id");
  const std::string two = value(caller.call("create", R"("id":null)"), "result/id");
  CHECK(one.size() >= 22);
  CHECK(one != two);
  CHECK(value(caller.call("status", R"("id":)" + one), "result/cancelled") == "false");
}

TEST_CASE("tokens are listed in the order of their making", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  CHECK(value(caller.call("list"), "result") == R"({"tokens":[]})");
  for (const char* id : {"token2", "token1", "token3"}) caller.call("create", std::string(R"("id":")") + id + '"');
  caller.call("cancel", R"("id":"token1")");
  const JsonDocument list = caller.call("list");
  const Json& tokens = list["result"]["tokens"];
  REQUIRE(tokens.Size() == 3);
  CHECK(value(tokens[0], "id") == R"("token2")");
  CHECK(value(tokens[1], "id") == R"("token1")");
  CHECK(value(tokens[1], "cancelled") == "true");
  CHECK(value(tokens[1], "reason").empty());
  CHECK(value(tokens[2], "cancelled") == "false");
}

TEST_CASE("a second cancel succeeds and keeps the first reason", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  caller.call("create", R"("id":"t")");
  caller.call("cancel", R"("id":"t","reason":"first")");
  CHECK(value(caller.call("cancel", R"("id":"t","reason":"second")"), "result/success") == "true");
  CHECK(value(caller.call("status", R"("id":"t")"), "result/reason") == R"("first")");
  CHECK(value(caller.call("cancel", R"("id":"t")"), "result/success") == "true");
  CHECK(value(caller.call("status", R"("id":"t")"), "result/reason") == R"("first")");
}

TEST_CASE("an id that is taken is refused, and nothing is un-cancelled", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  caller.call("create", R"("id":"t")");
  caller.call("cancel", R"("id":"t")");
  const JsonDocument again = caller.call("create", R"("id":"t")");
  CHECK(value(again, "error/code") == "-31010");
  CHECK(value(again, "error/data/name") == R"("TokenExists")");
  CHECK(value(caller.call("status", R"("id":"t")"), "result/cancelled") == "true");
}

TEST_CASE("an unknown token is an error, never \"not cancelled\"", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  for (const char* method : {"cancel", "status"}) {
    const JsonDocument answer = caller.call(method, R"("id":"nobody")");
    CHECK(value(answer, "error/code") == "-31001");
    CHECK(value(answer, "error/data/name") == R"("CancellationTokenNotFound")");
  }
}

TEST_CASE("params that are wrong are named", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  caller.call("create", R"("id":"t")");
  const auto param_of = [&](const std::string& method, const std::string& params) {
    const JsonDocument answer = caller.call(method, params);
    CHECK(value(answer, "error/code") == "-32602");
    return value(answer, "error/data/param");
  };
  CHECK(param_of("create", R"("id":"")") == R"("id")");
  CHECK(param_of("create", R"("id":7)") == R"("id")");
  CHECK(param_of("create", R"("id":"a b")") == R"("id")");
  CHECK(param_of("create", R"("id":"$a")") == R"("id")");
  CHECK(param_of("create", R"("id":")" + std::string(129, 'x') + '"') == R"("id")");
  CHECK(param_of("cancel", "") == R"("id")");
  CHECK(param_of("status", "") == R"("id")");
  CHECK(param_of("cancel", R"("id":"t","reason":7)") == R"("reason")");
  CHECK(param_of("cancel", R"("id":"t","reason":")" + std::string(4'097, 'x') + '"') == R"("reason")");
  CHECK(value(caller.call("status", R"("id":"t")"), "result/cancelled") == "false");
}

TEST_CASE("others' tokens and requests do not exist for a caller", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Mark started;
  add_waiter(*server, started);
  Caller owner(*server);
  Caller other(*server);
  owner.call("create", R"("id":"t")");
  owner.peer.send(tool_call("1", "waiter"));
  started.wait();
  const JsonDocument list = owner.call("list");
  REQUIRE(list["result"]["tokens"].Size() == 2);
  const std::string operation = value(list["result"]["tokens"][1], "id");
  CHECK(value(other.call("list"), "result") == R"({"tokens":[]})");
  for (const std::string& id : {std::string(R"("t")"), operation}) {
    CHECK(value(other.call("status", R"("id":)" + id), "error/code") == "-31001");
    CHECK(value(other.call("cancel", R"("id":)" + id), "error/code") == "-31001");
    CHECK(value(owner.call("status", R"("id":)" + id), "result/cancelled") == "false");
  }
  // The same id of another caller is another token.
  CHECK(value(other.call("create", R"("id":"t")"), "result/cancelled") == "false");
  other.call("cancel", R"("id":"t")");
  CHECK(value(owner.call("status", R"("id":"t")"), "result/cancelled") == "false");
}

TEST_CASE("sessions of one owner share its tokens, which go with the last of them", "[cancellation_methods]") {
  const auto server = server_with_methods();
  SessionOptions options;
  options.owner = "alice";
  Caller first(*server, options);
  Caller second(*server, options);
  first.call("create", R"("id":"t")");
  CHECK(value(second.call("status", R"("id":"t")"), "result/cancelled") == "false");
  first.peer.session->close({});
  CHECK(value(second.call("status", R"("id":"t")"), "result/id") == R"("t")");
  second.peer.session->close({});
  Caller third(*server, options);
  CHECK(value(third.call("status", R"("id":"t")"), "error/code") == "-31001");
}

TEST_CASE("callers without sessions see what they know the id of, and no lists", "[cancellation_methods]") {
  const auto server = server_with_methods();
  SessionOptions options;
  options.only = Era::modern;
  options.owner = "*";
  options.recorded = false;
  Peer first(*server, options);
  Peer second(*server, options);
  CHECK(value(first.ask("1", modern_request("1", "cancellation/create", R"("id":"t")")), "result/resultType") ==
        R"("complete")");
  CHECK(value(second.ask("1", modern_request("1", "cancellation/cancel", R"("id":"t")")), "result/success") == "true");
  CHECK(value(second.ask("2", modern_request("2", "cancellation/list")), "result/tokens") == "[]");
}

TEST_CASE("a session has so many tokens and no more", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Caller caller(*server);
  for (int count = 0; count < 1'000; ++count) caller.peer.send(request("1", "cancellation/create"));
  const JsonDocument refused = caller.call("create");
  CHECK(value(refused, "error/code") == "-31006");
  CHECK(value(refused, "error/data/name") == R"("LimitExceeded")");
  Caller other(*server);
  CHECK(value(other.call("create"), "result/cancelled") == "false");
}

TEST_CASE("cancelling a token reaches the tool that holds it", "[cancellation_methods]") {
  const auto server = server_with_methods();
  Mark started;
  ToolOptions tool;
  tool.name = "longRunning";
  server->add_tool(tool, [&](RequestContext& context, const Json& arguments) {
    const auto shared = server->shared_token(context, find_text(arguments, "token"));
    started.set();
    shared.token.wait(Stage::requested, std::chrono::seconds{10});
    const auto why = shared.token.cancellation();
    return why ? ToolResult::error("Operation cancelled: " + why->reason.value_or("Unknown reason"))
               : ToolResult::text("Operation completed successfully");
  });
  Caller caller(*server);
  caller.call("create", R"("id":"my-token")");
  caller.peer.send(tool_call("1", "longRunning", R"({"token":"my-token"})"));
  started.wait();
  caller.call("cancel", R"("id":"my-token","reason":"User requested cancellation")");
  CHECK(text_of_result(caller.peer.channel->response_to("1")) == "Operation cancelled: User requested cancellation");
}

TEST_CASE("a tool that was given no token makes one, which its caller sees", "[cancellation_methods]") {
  const auto server = server_with_methods();
  ToolOptions tool;
  tool.name = "makes";
  server->add_tool(tool, [&](RequestContext& context, const Json&) {
    return ToolResult::text(server->shared_token(context, std::nullopt).id);
  });
  tool.name = "foreign";
  server->add_tool(tool, [&](RequestContext& context, const Json&) {
    const auto shared = server->shared_token(context, "not-there");
    return ToolResult::text(shared.token.is_cancelled() ? "cancelled" : "never");
  });
  Caller caller(*server);
  const std::string id = text_of_result(caller.peer.ask("1", tool_call("1", "makes")));
  CHECK(value(caller.call("status", R"("id":")" + id + '"'), "result/kind") == R"("token")");
  CHECK(text_of_result(caller.peer.ask("2", tool_call("2", "foreign"))) == "never");
  // They make room for others.
  const std::size_t before = caller.peer.channel->count();
  for (int count = 0; count < 1'100; ++count) caller.peer.send(tool_call(std::to_string(2'000 + count), "makes"));
  caller.peer.channel->wait_until("all", [&] { return caller.peer.channel->count() == before + 1'100; });
  CHECK(value(caller.call("create"), "result/cancelled") == "false");
}

TEST_CASE("the methods answer while every thread is busy with a handler that does not listen",
          "[cancellation_methods]") {
  ServerOptions options = plain_options();
  options.max_threads = 1;
  Server server(std::move(options));
  server.enable_cancellation_methods();
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Caller caller(server);
  caller.peer.send(tool_call("1", "stubborn"));
  started.wait();
  const std::string operation = value(caller.call("list")["result"]["tokens"][0], "id");
  CHECK(value(caller.call("cancel", R"("id":)" + operation + R"(,"reason":"r")"), "result/success") == "true");
  wait_until("the cancellation",
             [&] { return value(caller.call("status", R"("id":)" + operation), "result/reason") == R"("r")"; });
  door.open();
}

TEST_CASE("the methods are there only where they are enabled", "[cancellation_methods]") {
  Server server(plain_options());
  Caller caller(server);
  CHECK(value(caller.call("list"), "error/code") == "-32601");
}

}  // namespace cancel::mcp
