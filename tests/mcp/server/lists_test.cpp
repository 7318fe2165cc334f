#include <catch2/catch.hpp>
#include <set>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

void add_tools(Server& server, int count) {
  for (int number = 0; number < count; ++number) {
    ToolOptions options;
    options.name = "tool" + std::to_string(number);
    server.add_tool(std::move(options), [](RequestContext&, const Json&) { return ToolResult(); });
  }
}

}  // namespace

TEST_CASE("lists come in pages, each item once and in order", "[lists]") {
  const bool modern = GENERATE(false, true);
  ServerOptions options = plain_options();
  options.page = 4;
  Server server(std::move(options));
  add_tools(server, 10);
  Peer peer(server);
  std::vector<std::string> names;
  std::string cursor;
  for (int page = 1; page <= 3; ++page) {
    const std::string id = std::to_string(page);
    const JsonDocument answer =
        peer.ask(id, modern ? modern_request(id, "tools/list", cursor) : request(id, "tools/list", cursor));
    for (const Json& tool : (*find(*find(answer, "result"), "tools")).GetArray()) {
      names.push_back(*find_text(tool, "name"));
    }
    const std::string next = value(answer, "result/nextCursor");
    CHECK(next.empty() == (page == 3));
    cursor = R"("cursor":)" + next;
    CHECK(value(answer, "result/ttlMs").empty() != modern);
    CHECK(value(answer, "result/cacheScope") == (modern ? R"("public")" : ""));
    CHECK(value(answer, "result/resultType") == (modern ? R"("complete")" : ""));
  }
  REQUIRE(names.size() == 10);
  for (std::size_t at = 0; at < names.size(); ++at) CHECK(names[at] == "tool" + std::to_string(at));
}

TEST_CASE("a cursor that the list did not give is refused", "[lists]") {
  ServerOptions options = plain_options();
  options.page = 2;
  Server server(std::move(options));
  add_tools(server, 5);
  add_prompt(server, "p");
  Peer peer(server);
  int id = 0;
  for (const char* cursor : {R"("")", R"("x")", R"("tools-0")", R"("tools-5")", R"("tools-02")", R"("tools-2x")",
                             R"("prompts-2")", R"("tools-99999999999999999999")", "7", "{}"}) {
    const std::string text = std::to_string(++id);
    INFO(cursor);
    const JsonDocument answer = peer.ask(text, request(text, "tools/list", std::string(R"("cursor":)") + cursor));
    CHECK(value(answer, "error/code") == "-32602");
    CHECK(value(answer, "error/data/param") == R"("cursor")");
  }
  CHECK(value(peer.ask("90", request("90", "prompts/list", R"("cursor":"tools-2")")), "error/code") == "-32602");
}

TEST_CASE("prompts, resources and templates are described", "[lists]") {
  Server server(plain_options());
  add_prompt(server, "p");
  ResourceOptions options;
  options.uri = "test://r";
  options.name = "r";
  options.mime_type = "text/plain";
  server.add_resource(options, [](auto&, auto&, auto&) { return ResourceResult{}; });
  options.uri = "test://t/{id}";
  options.description = "many";
  server.add_resource_template(options, [](auto&, auto&, auto&) { return ResourceResult{}; });
  Peer peer(server);
  CHECK(value(peer.ask("1", request("1", "prompts/list")), "result/prompts") ==
        R"([{"name":"p","arguments":[{"name":"topic","description":"what it is about","required":true}]}])");
  CHECK(value(peer.ask("2", request("2", "resources/list")), "result/resources") ==
        R"([{"uri":"test://r","name":"r","mimeType":"text/plain"}])");
  CHECK(value(peer.ask("3", request("3", "resources/templates/list")), "result/resourceTemplates") ==
        R"([{"uriTemplate":"test://t/{id}","name":"r","description":"many","mimeType":"text/plain"}])");
}

TEST_CASE("a name can be taken once only", "[lists]") {
  Server server(plain_options());
  add_echo(server);
  CHECK_THROWS_AS(add_echo(server), std::invalid_argument);
  add_prompt(server, "p");
  CHECK_THROWS_AS(add_prompt(server, "p"), std::invalid_argument);
  CHECK_THROWS_AS(add_prompt(server, ""), std::invalid_argument);
  CHECK_THROWS_AS(server.add_completion("p", nullptr), std::invalid_argument);
  CHECK_THROWS_AS(server.add_resource_template({"test://{a}{b}", "x"}, nullptr), std::invalid_argument);
}

}  // namespace cancel::mcp
