#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {

TEST_CASE("a tool's result comes in the form of the era", "[tools]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  const JsonDocument legacy = peer.ask("1", tool_call("1", "echo", R"({"message":"hi"})"));
  CHECK(value(legacy, "result") == R"({"content":[{"type":"text","text":"hi"}]})");
  Peer modern(server);
  modern.send(modern_tool_call("2", "echo", R"({"message":"hi"})"));
  modern.channel->response_to("2");
  CHECK(modern.channel->all().back().json ==
        R"({"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],)"
        R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"tested","version":"1.0"}}}})");
}

TEST_CASE("what a tool says in _meta is kept beside who answers", "[tools]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "t";
  server.add_tool(options, [](RequestContext&, const Json&) {
    ToolResult result = ToolResult::text("a \"_meta\" of its own");
    result.meta("x/y", JsonText::written("[1]"));
    return result;
  });
  Peer peer(server);
  const JsonDocument answer = peer.ask("1", modern_tool_call("1", "t"));
  const Json* meta = find(*find(answer, "result"), "_meta");
  REQUIRE(meta != nullptr);
  CHECK(meta->MemberCount() == 2);
  CHECK(value(answer, "result/resultType") == R"("complete")");
}

TEST_CASE("calls that name no tool, or not as they should, are refused", "[tools]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  const JsonDocument unknown = peer.ask("1", tool_call("1", "nobody"));
  CHECK(value(unknown, "error/code") == "-32602");
  CHECK(value(unknown, "error/data/name") == R"("nobody")");
  CHECK(value(peer.ask("2", request("2", "tools/call")), "error/code") == "-32602");
  CHECK(value(peer.ask("3", request("3", "tools/call", R"("name":7)")), "error/code") == "-32602");
  CHECK(value(peer.ask("4", tool_call("4", "echo", "[]")), "error/code") == "-32602");
  const JsonDocument misfit = peer.ask("5", tool_call("5", "echo", R"({"message":7})"));
  CHECK(value(misfit, "result/isError") == "true");
  CHECK(text_of_result(misfit).find("message") != std::string::npos);
  CHECK(value(peer.ask("6", request("6", "tools/call", R"("name":"echo")")), "result/isError") == "true");
}

TEST_CASE("what a tool throws becomes a result, and what it answers as an error an error", "[tools]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "throws";
  server.add_tool(options, [](RequestContext&, const Json& arguments) -> ToolResult {
    const std::string what = find_text(arguments, "what").value_or("");
    if (what == "mcp") throw McpError(-31999, "mine", JsonText::written("[1]"));
    if (what == "odd") throw 7;
    throw std::runtime_error("it broke");
  });
  Peer peer(server);
  const JsonDocument plain = peer.ask("1", tool_call("1", "throws"));
  CHECK(value(plain, "result/isError") == "true");
  CHECK(text_of_result(plain) == "it broke");
  const JsonDocument error = peer.ask("2", tool_call("2", "throws", R"({"what":"mcp"})"));
  CHECK(value(error, "error") == R"({"code":-31999,"message":"mine","data":[1]})");
  CHECK(value(peer.ask("3", tool_call("3", "throws", R"({"what":"odd"})")), "result/isError") == "true");
}

TEST_CASE("progress goes out under the token that the request gave, before the response", "[tools]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "steps";
  server.add_steps_tool(options, [](RequestContext&, const Json&) -> ToolSteps {
    co_yield Progress{1, 2, "one"};
    co_yield Progress{2, 2, "two"};
    co_return ToolResult::text("ok");
  });
  const std::string token = GENERATE(as<std::string>(), R"("p-1")", "0", "9007199254740993");
  Peer peer(server);
  peer.ask("1", request("1", "tools/call", R"("name":"steps","_meta":{"progressToken":)" + token + "}"));
  const auto all = peer.channel->all();
  REQUIRE(all.size() == 3);
  CHECK(all[0].kind == MessageKind::report);
  CHECK(value(parse_json(all[0].json), "params/progressToken") == token);
  CHECK(value(parse_json(all[1].json), "params/message") == R"("two")");
  CHECK(all[2].kind == MessageKind::response);
  peer.channel->wait_until("the end", [&] { return peer.channel->requests_over() == 1; });
  peer.ask("2", tool_call("2", "steps"));
  CHECK(peer.channel->count() == 4);
}

TEST_CASE("reading goes on while tools run", "[tools]") {
  Server server(plain_options());
  add_echo(server);
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  CHECK(text_of_result(peer.ask("2", tool_call("2", "echo", R"({"message":"meanwhile"})"))) == "meanwhile");
  wait_until("the end of the second", [&] { return peer.session->running() == 1; });
  door.open();
  CHECK(text_of_result(peer.channel->response_to("1")) == "done all the same");
}

TEST_CASE("calls beyond what may wait are refused", "[tools]") {
  ServerOptions options = plain_options();
  options.max_threads = 1;
  options.max_waiting = 1;
  Server server(std::move(options));
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  peer.send(tool_call("2", "stubborn"));
  const JsonDocument refused = peer.ask("3", tool_call("3", "stubborn"));
  CHECK(value(refused, "error/code") == "-31006");
  CHECK(value(refused, "error/data/name") == R"("LimitExceeded")");
  door.open();
  peer.channel->response_to("2");
}

TEST_CASE("added methods are served in their era", "[tools]") {
  Server server(plain_options());
  MethodOptions options;
  options.name = "x/both";
  options.quick = true;
  server.add_method(options, [](RequestContext& context, const Json&) {
    if (context.request().method != "x/both") throw std::logic_error("which one?");
    return JsonText::written(R"({"a":1})");
  });
  options.name = "x/legacy";
  options.quick = false;
  options.only = Era::legacy;
  server.add_method(options, [](RequestContext&, const Json&) -> JsonText { throw std::runtime_error("no"); });
  Peer peer(server);
  CHECK(value(peer.ask("1", request("1", "x/both")), "result") == R"({"a":1})");
  CHECK(value(peer.ask("2", request("2", "x/legacy")), "error/code") == "-32603");
  CHECK(value(peer.ask("3", modern_request("3", "x/both")), "result/resultType") == R"("complete")");
  CHECK(value(peer.ask("4", modern_request("4", "x/legacy")), "error/code") == "-32601");
}

TEST_CASE("the schema of a tool can be had", "[tools]") {
  Server server(plain_options());
  add_echo(server);
  REQUIRE(server.input_schema("echo"));
  CHECK(server.input_schema("echo")->text().find("message") != std::string::npos);
  CHECK_FALSE(server.input_schema("nobody"));
}

}  // namespace cancel::mcp
