#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

void add_long(Server& server, Mark& started, Mark& stopped, Millis answer_within) {
  ToolOptions options;
  options.name = "long";
  options.long_running = true;
  options.task_support = TaskSupport::optional;
  options.answer_within = answer_within;
  server.add_tool(std::move(options), [&](RequestContext& context, const Json&) {
    started.set();
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    stopped.set();
    context.throw_if_cancelled();
    return ToolResult::text("ended by itself");
  });
}

}  // namespace

TEST_CASE("a long call gives a handle, and one cancel ends it", "[long]") {
  Server server(plain_options());
  server.enable_cancellation_methods();
  Mark started;
  Mark stopped;
  add_long(server, started, stopped, Millis{10});
  Peer peer(server);
  peer.initialize();
  const JsonDocument answer = peer.ask("1", tool_call("1", "long"));
  CHECK(find(answer, "result") != nullptr);
  wait_until("the end of the call", [&] { return peer.session->running() == 0; });
  JsonDocument list;
  wait_until("the operation alone", [&] {
    list = peer.ask("2", request("2", "cancellation/list"));
    return list["result"]["tokens"].Size() == 1;
  });
  const Json& tokens = list["result"]["tokens"];
  CHECK(value(tokens[0], "kind") == R"("operation")");
  const std::string id = value(tokens[0], "id");
  CHECK(value(peer.ask("3", request("3", "cancellation/cancel", R"("id":)" + id)), "result/success") == "true");
  stopped.wait();
  wait_until("its end", [&] {
    return value(peer.ask("4", request("4", "cancellation/status", R"("id":)" + id)), "result/state") ==
           R"("cancelled")";
  });
}

TEST_CASE("tasks are offered in both eras where a tool supports them", "[long]") {
  Server server(plain_options());
  Mark started;
  Mark stopped;
  add_long(server, started, stopped, Millis{10});
  Peer peer(server);
  const JsonDocument legacy = peer.ask("0", request("0", "initialize", R"("protocolVersion":"2025-11-25")"));
  CHECK_FALSE(value(legacy, "result/capabilities/tasks/requests").empty());
  CHECK(value(legacy, "result/capabilities/extensions").empty());
  Peer old(server);
  CHECK(
      value(old.ask("0", request("0", "initialize", R"("protocolVersion":"2025-06-18")")), "result/capabilities/tasks")
          .empty());
  Peer modern(server);
  const JsonDocument discovered = modern.ask("0", modern_request("0", "server/discover"));
  CHECK(value(discovered, "result/capabilities/tasks").empty());
  CHECK(discovered["result"]["capabilities"]["extensions"].HasMember("io.modelcontextprotocol/tasks"));
  const JsonDocument tools = modern.ask("1", modern_request("1", "tools/list"));
  CHECK(value(tools, "result/tools").find("continue_operation") != std::string::npos);
  CHECK(value(tools, "result/tools").find("execution") == std::string::npos);
}

TEST_CASE("a tool without tasks is not called as one", "[long]") {
  Server server(plain_options());
  add_echo(server);
  Mark started;
  Mark stopped;
  add_long(server, started, stopped, Millis{10});
  Peer peer(server);
  peer.initialize();
  const std::string call = R"("name":"echo","arguments":{"message":"x"},"task":{})";
  CHECK(value(peer.ask("1", request("1", "tools/call", call)), "error/code") == "-32601");
  Peer modern(server);
  CHECK(text_of_result(modern.ask("1", modern_request("1", "tools/call", call))) == "x");
}

TEST_CASE("a session that ends takes its long operations with it; a modern caller's stay", "[long]") {
  Server server(plain_options());
  Mark started;
  Mark stopped;
  add_long(server, started, stopped, Millis{0});
  SECTION("of a session") {
    Peer peer(server);
    peer.initialize();
    peer.ask("1", tool_call("1", "long"));
    started.wait();
    peer.session->close({.reason = "gone", .cause = Cause::client_disconnected});
    stopped.wait();
  }
  SECTION("of a caller without one") {
    SessionOptions options;
    options.only = Era::modern;
    options.recorded = false;
    options.owner = "*";
    Peer peer(server, options);
    peer.ask("1", modern_tool_call("1", "long"));
    started.wait();
    peer.session->close({.cause = Cause::client_disconnected});
    CHECK_FALSE(stopped.is_set());
    CHECK(server.executor().list("").size() == 1);
  }
  CHECK(server.stop());
}

TEST_CASE("cancelling the call of a long tool stops its work in silence", "[long]") {
  Server server(plain_options());
  Mark started;
  Mark stopped;
  add_long(server, started, stopped, Millis{10'000});
  Peer peer(server);
  peer.initialize();
  const std::size_t before = peer.channel->count();
  peer.send(tool_call("1", "long"));
  started.wait();
  peer.send(cancel_notice("1"));
  stopped.wait();
  wait_until("its end", [&] { return peer.session->running() == 0; });
  CHECK(peer.channel->count() == before);
}

}  // namespace cancel::mcp
