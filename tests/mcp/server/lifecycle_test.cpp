#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

std::string initialize_with(const std::string& version) {
  return request("0", "initialize",
                 R"("protocolVersion":")" + version + R"(","capabilities":{},"clientInfo":{"name":"c","version":"2"})");
}

}  // namespace

TEST_CASE("initialize gives back a version that is known", "[lifecycle]") {
  Server server(plain_options());
  for (const std::string_view known : legacy_versions) {
    Peer peer(server);
    const JsonDocument answer = peer.ask("0", initialize_with(std::string(known)));
    CHECK(find_text(*find(answer, "result"), "protocolVersion") == std::string(known));
    CHECK(peer.session->era() == Era::legacy);
    CHECK(peer.session->protocol_version() == known);
  }
}

TEST_CASE("initialize gives the latest legacy version for one that is unknown", "[lifecycle]") {
  Server server(plain_options());
  Peer peer(server);
  const JsonDocument answer = peer.ask("0", initialize_with("1999-01-01"));
  CHECK(value(answer, "result/protocolVersion") == R"("2025-11-25")");
  CHECK(value(answer, "result/serverInfo") == R"({"name":"tested","version":"1.0"})");
  CHECK(value(answer, "result/resultType").empty());
}

TEST_CASE("initialize without a version is refused and settles nothing", "[lifecycle]") {
  Server server(plain_options());
  Peer peer(server);
  CHECK(value(peer.ask("0", request("0", "initialize")), "error/code") == "-32602");
  CHECK_FALSE(peer.session->era());
}

TEST_CASE("capabilities say what there is", "[lifecycle]") {
  Server server(plain_options());
  server.declare_extension("x/y", JsonText::written(R"({"a":1})"));
  SECTION("nothing but logging") {
    Peer peer(server);
    CHECK(value(peer.ask("0", initialize_with("2025-11-25")), "result/capabilities") ==
          R"({"logging":{},"extensions":{"x/y":{"a":1}}})");
    CHECK(value(peer.ask("1", request("1", "tools/list")), "error/code") == "-32601");
    CHECK(value(peer.ask("2", request("2", "prompts/list")), "error/code") == "-32601");
    CHECK(value(peer.ask("3", request("3", "resources/list")), "error/code") == "-32601");
    CHECK(value(peer.ask("4", request("4", "completion/complete")), "error/code") == "-32601");
  }
  SECTION("everything") {
    add_echo(server);
    add_prompt(server, "p");
    server.add_completion("prompt:p", [](auto&, auto&, auto&) { return std::vector<std::string>{}; });
    ResourceOptions resource;
    resource.uri = "test://r";
    server.add_resource(resource, [](auto&, auto&, auto&) { return ResourceResult{}; });
    Peer peer(server);
    const JsonDocument answer = peer.ask("0", initialize_with("2025-11-25"));
    CHECK(value(answer, "result/capabilities/tools") == R"({"listChanged":true})");
    CHECK(value(answer, "result/capabilities/prompts") == R"({"listChanged":true})");
    CHECK(value(answer, "result/capabilities/resources") == R"({"subscribe":true,"listChanged":true})");
    CHECK(value(answer, "result/capabilities/completions") == "{}");
    CHECK(value(answer, "result/capabilities/tasks").empty());
  }
}

TEST_CASE("ping is answered by an empty result", "[lifecycle]") {
  Server server(plain_options());
  Peer peer(server);
  CHECK(value(peer.ask("1", R"({"jsonrpc":"2.0","id":1,"method":"ping"})"), "result") == "{}");
}

TEST_CASE("a stdio peer that has said nothing is taken for a legacy one", "[lifecycle]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  CHECK(text_of_result(peer.ask("1", tool_call("1", "echo", R"({"message":"hi"})"))) == "hi");
  CHECK_FALSE(peer.session->era());
}

TEST_CASE("server/discover tells versions, capabilities and who answers", "[lifecycle]") {
  ServerOptions options = plain_options();
  options.instructions = "be kind";
  Server server(std::move(options));
  Peer peer(server);
  peer.send(modern_request(R"("d")", "server/discover"));
  const JsonDocument answer = peer.channel->response_to(R"("d")");
  CHECK(peer.channel->all().back().json.find(R"("result":{"resultType":"complete",)") != std::string::npos);
  CHECK(value(answer, "result/supportedVersions") ==
        R"(["2026-07-28","2025-11-25","2025-06-18","2025-03-26","2024-11-05"])");
  CHECK(value(answer, "result/capabilities") == R"({"logging":{}})");
  CHECK(value(answer, "result/cacheScope") == R"("public")");
  CHECK(value(answer, "result/instructions") == R"("be kind")");
  CHECK_FALSE(value(answer, "result/ttlMs").empty());
  const Json* meta = find(*find(answer, "result"), "_meta");
  REQUIRE(meta != nullptr);
  CHECK(JsonText::of(*find(*meta, meta::server_info)).text() == R"({"name":"tested","version":"1.0"})");
  CHECK(peer.session->era() == Era::modern);
  CHECK(peer.session->protocol_version() == "2026-07-28");
}

TEST_CASE("a modern request that does not say what it must is refused", "[lifecycle]") {
  Server server(plain_options());
  SessionOptions modern;
  modern.only = Era::modern;
  Peer peer(server, modern);
  const auto code_of = [&](const std::string& id, const std::string& message) {
    return value(peer.ask(id, message), "error/code");
  };
  CHECK(code_of("1", request("1", "server/discover")) == "-32602");
  CHECK(code_of("2", request("2", "server/discover", R"("_meta":{})")) == "-32602");
  CHECK(code_of("3", request("3", "server/discover",
                             R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})")) == "-32602");
  CHECK(code_of("4", request("4", "server/discover", R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{}})")) ==
        "-32602");
  CHECK(code_of("5", request("5", "initialize", R"("protocolVersion":"2025-11-25")")) == "-32602");
  CHECK(code_of("6", R"({"jsonrpc":"2.0","id":6,"method":"tools/list","params":[1]})") == "-32602");
}

TEST_CASE("a version that is unknown is refused with those that are not", "[lifecycle]") {
  Server server(plain_options());
  Peer peer(server);
  const JsonDocument answer = peer.ask("1", request("1", "server/discover",
                                                    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"v999.0.0",)"
                                                    R"("io.modelcontextprotocol/clientCapabilities":{}})"));
  CHECK(value(answer, "error/code") == "-32022");
  CHECK(value(answer, "error/data") == R"({"supported":["2026-07-28"],"requested":"v999.0.0"})");
  CHECK_FALSE(peer.session->era());
}

TEST_CASE("methods of the other era do not exist", "[lifecycle]") {
  Server server(plain_options());
  add_echo(server);
  ResourceOptions resource;
  resource.uri = "test://r";
  server.add_resource(resource, [](auto&, auto&, auto&) { return ResourceResult{}; });
  Peer peer(server);
  int id = 100;
  for (const char* method : {"initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe",
                             "tasks/list", "tasks/result", "unknown/method"}) {
    const std::string text = std::to_string(++id);
    INFO(method);
    CHECK(value(peer.ask(text, modern_request(text, method)), "error/code") == "-32601");
  }
  for (const char* method : {"server/discover", "subscriptions/listen", "tasks/update"}) {
    Peer legacy(server);
    legacy.initialize();
    INFO(method);
    CHECK(value(legacy.ask("1", request("1", method)), "error/code") == "-32601");
  }
}

TEST_CASE("a session that initialize opened alone takes no modern requests", "[lifecycle]") {
  Server server(plain_options());
  SessionOptions legacy;
  legacy.only = Era::legacy;
  Peer peer(server, legacy);
  peer.initialize();
  CHECK(value(peer.ask("1", modern_request("1", "server/discover")), "error/code") == "-32602");
}

TEST_CASE("initialize after a modern question makes the session a legacy one", "[lifecycle]") {
  Server server(plain_options());
  Peer peer(server);
  peer.ask("1", modern_request("1", "server/discover"));
  CHECK(peer.session->era() == Era::modern);
  peer.initialize();
  CHECK(peer.session->era() == Era::legacy);
  CHECK(value(peer.ask("2", request("2", "ping")), "result") == "{}");
}

TEST_CASE("logging/setLevel decides which log messages go out", "[lifecycle]") {
  Server server(plain_options());
  ToolOptions tool;
  tool.name = "talk";
  server.add_tool(tool, [](RequestContext& context, const Json&) {
    context.log(LogLevel::debug, "small");
    context.log(LogLevel::error, "big");
    return ToolResult::text("ok");
  });
  Peer peer(server);
  peer.initialize();
  peer.ask("1", tool_call("1", "talk"));
  CHECK(peer.channel->of_method("notifications/message").size() == 2);
  CHECK(value(peer.ask("2", request("2", "logging/setLevel", R"("level":"warning")")), "result") == "{}");
  peer.ask("3", tool_call("3", "talk"));
  CHECK(peer.channel->of_method("notifications/message").size() == 3);
  CHECK(value(peer.ask("4", request("4", "logging/setLevel", R"("level":"loud")")), "error/code") == "-32602");
  CHECK(value(peer.ask("5", request("5", "logging/setLevel")), "error/code") == "-32602");

  Peer modern(server);
  modern.ask("1", modern_tool_call("1", "talk"));
  CHECK(modern.channel->of_method("notifications/message").empty());
  modern.ask("2",
             modern_request("2", "tools/call", R"("name":"talk")", R"("io.modelcontextprotocol/logLevel":"info")"));
  CHECK(modern.channel->of_method("notifications/message").size() == 1);
  CHECK(value(modern.ask("3", modern_request("3", "tools/call", R"("name":"talk")",
                                             R"("io.modelcontextprotocol/logLevel":7)")),
              "error/code") == "-32602");
}

}  // namespace cancel::mcp
