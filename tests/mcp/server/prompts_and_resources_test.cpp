#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

void add_resources(Server& server) {
  const auto handler = [](RequestContext&, const std::string& uri, const Labels& variables) {
    ResourceContents contents;
    contents.uri = uri;
    contents.text = variables.empty() ? "plain" : "of " + variables.at("id");
    return ResourceResult{{contents}};
  };
  server.add_resource({"test://plain", "plain", {}, "", "text/plain"}, handler);
  server.add_resource_template({"test://many/{id}", "many", {}, "", "application/json"}, handler);
}

}  // namespace

TEST_CASE("a prompt is filled in", "[prompts]") {
  Server server(plain_options());
  add_prompt(server, "p");
  Peer peer(server);
  const JsonDocument answer = peer.ask("1", request("1", "prompts/get", R"("name":"p","arguments":{"topic":"bees"})"));
  CHECK(value(answer, "result") == R"({"messages":[{"role":"user","content":{"type":"text","text":"about bees"}}]})");
  const JsonDocument modern =
      peer.ask("2", modern_request("2", "prompts/get", R"("name":"p","arguments":{"topic":"bees"})"));
  CHECK(value(modern, "result/resultType") == R"("complete")");
}

TEST_CASE("a prompt that is unknown, or lacks what it needs, is refused", "[prompts]") {
  Server server(plain_options());
  add_prompt(server, "p");
  Peer peer(server);
  CHECK(value(peer.ask("1", request("1", "prompts/get", R"("name":"q")")), "error/data/name") == R"("q")");
  CHECK(value(peer.ask("2", request("2", "prompts/get", R"("name":"p")")), "error/code") == "-32602");
  CHECK(value(peer.ask("3", request("3", "prompts/get", R"("name":"p","arguments":{"topic":7})")), "error/code") ==
        "-32602");
  CHECK(value(peer.ask("4", request("4", "prompts/get", R"("name":"p","arguments":7)")), "error/code") == "-32602");
  CHECK(value(peer.ask("5", request("5", "prompts/get")), "error/code") == "-32602");
}

TEST_CASE("resources are read by URI and by template", "[resources]") {
  Server server(plain_options());
  add_resources(server);
  Peer peer(server);
  CHECK(value(peer.ask("1", request("1", "resources/read", R"("uri":"test://plain")")), "result/contents") ==
        R"([{"uri":"test://plain","mimeType":"text/plain","text":"plain"}])");
  CHECK(value(peer.ask("2", request("2", "resources/read", R"("uri":"test://many/7")")), "result/contents") ==
        R"([{"uri":"test://many/7","mimeType":"application/json","text":"of 7"}])");
  const JsonDocument modern = peer.ask("3", modern_request("3", "resources/read", R"("uri":"test://plain")"));
  CHECK(value(modern, "result/ttlMs") == "0");
  CHECK(value(modern, "result/cacheScope") == R"("private")");
}

TEST_CASE("a resource that is unknown is not found, as the era says that", "[resources]") {
  Server server(plain_options());
  add_resources(server);
  Peer peer(server);
  const JsonDocument legacy = peer.ask("1", request("1", "resources/read", R"("uri":"test://none")"));
  CHECK(value(legacy, "error/code") == "-32002");
  CHECK(value(legacy, "error/data") == R"({"uri":"test://none"})");
  const JsonDocument modern = peer.ask("2", modern_request("2", "resources/read", R"("uri":"test://none")"));
  CHECK(value(modern, "error/code") == "-32602");
  CHECK(value(modern, "error/data") == R"({"uri":"test://none"})");
  CHECK(value(peer.ask("3", request("3", "resources/read")), "error/code") == "-32602");
}

TEST_CASE("a legacy session hears of what it has subscribed to, and of lists", "[resources]") {
  Server server(plain_options());
  add_resources(server);
  Peer peer(server);
  Peer silent(server);  // has not said initialize
  peer.initialize();
  CHECK(value(peer.ask("1", request("1", "resources/subscribe", R"("uri":"test://plain")")), "result") == "{}");
  server.resource_updated("test://plain");
  server.resource_updated("test://other");
  REQUIRE(peer.output->of_method("notifications/resources/updated").size() == 1);
  CHECK(value(peer.output->next_of_method("notifications/resources/updated"), "params") == R"({"uri":"test://plain"})");
  peer.ask("2", request("2", "resources/unsubscribe", R"("uri":"test://plain")"));
  server.resource_updated("test://plain");
  CHECK(peer.output->of_method("notifications/resources/updated").size() == 1);
  server.tools_changed();
  server.prompts_changed();
  server.resources_changed();
  CHECK(peer.output->of_method("notifications/tools/list_changed").size() == 1);
  CHECK(peer.output->of_method("notifications/prompts/list_changed").size() == 1);
  CHECK(peer.output->of_method("notifications/resources/list_changed").size() == 1);
  CHECK(silent.output->count() == 0);
  CHECK(value(peer.ask("3", request("3", "resources/subscribe")), "error/code") == "-32602");
}

TEST_CASE("completions are given for prompts and templates", "[completions]") {
  Server server(plain_options());
  add_prompt(server, "p");
  add_prompt(server, "without");
  add_resources(server);
  server.add_completion("prompt:p", [](RequestContext&, const std::string& argument, const std::string& text) {
    return std::vector<std::string>{argument + '=' + text};
  });
  server.add_completion("template:test://many/{id}", [](RequestContext&, const std::string&, const std::string&) {
    return std::vector<std::string>(150, "x");
  });
  Peer peer(server);
  const auto complete = [&](const std::string& id, const std::string& ref) {
    return peer.ask(
        id, request(id, "completion/complete", R"("ref":)" + ref + R"(,"argument":{"name":"topic","value":"be"})"));
  };
  CHECK(value(complete("1", R"({"type":"ref/prompt","name":"p"})"), "result/completion") ==
        R"({"values":["topic=be"],"total":1,"hasMore":false})");
  const JsonDocument many = complete("2", R"({"type":"ref/resource","uri":"test://many/{id}"})");
  CHECK(find(*find(*find(many, "result"), "completion"), "values")->Size() == 100);
  CHECK(value(many, "result/completion/total") == "150");
  CHECK(value(many, "result/completion/hasMore") == "true");
  CHECK(value(complete("3", R"({"type":"ref/prompt","name":"without"})"), "result/completion/values") == "[]");
  CHECK(value(complete("4", R"({"type":"ref/prompt","name":"none"})"), "error/code") == "-32602");
  CHECK(value(complete("5", R"({"type":"ref/resource","uri":"x"})"), "error/code") == "-32602");
  CHECK(value(complete("6", R"({"type":"ref/odd"})"), "error/code") == "-32602");
  CHECK(value(complete("7", "7"), "error/code") == "-32602");
  CHECK(value(peer.ask("8", request("8", "completion/complete", R"("ref":{"type":"ref/prompt","name":"p"})")),
              "error/code") == "-32602");
}

TEST_CASE("a prompt or resource that is cancelled by somebody else is answered by an error", "[resources]") {
  Server server(plain_options());
  Mark started;
  server.add_resource({"test://slow", "slow"}, [&](RequestContext& context, const std::string&, const Labels&) {
    started.set();
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    context.throw_if_cancelled();
    return ResourceResult{};
  });
  Peer peer(server);
  peer.send(request("1", "resources/read", R"("uri":"test://slow")"));
  started.wait();
  server.stop(Millis{5'000}, "for today");
  const JsonDocument answer = peer.channel->response_to("1");
  CHECK(value(answer, "error/code") == "-32800");
  CHECK(value(answer, "error/data") == R"({"reason":"for today","cause":"server_shutdown"})");
}

}  // namespace cancel::mcp
