#include <catch2/catch.hpp>

#include "scene.hpp"

// Calls of several rounds in the modern era.

namespace cancel::mcp {
namespace {

constexpr const char* can_elicit = R"({"elicitation":{}})";

void add_asking(Server& server) {
  ToolOptions options;
  options.name = "asks";
  server.add_tool(options, [](RequestContext& context, const Json&) {
    Question question;
    question.key = "name";
    question.method = "elicitation/create";
    question.params = JsonText::written(R"({"message":"Who?"})");
    const JsonText answer = context.ask(question, JsonText::written(R"({"round":1})"));
    return ToolResult::text(answer.text() + (context.state() ? context.state()->text() : ""));
  });
}

std::string again(const std::string& id, const std::string& rest) {
  return modern_request(id, "tools/call", R"("name":"asks",)" + rest, {}, can_elicit);
}

}  // namespace

TEST_CASE("a question ends the round, and the next one brings the answer", "[rounds]") {
  Server server(plain_options());
  add_asking(server);
  Peer peer(server);
  const JsonDocument first = peer.ask("1", modern_tool_call("1", "asks", "{}", can_elicit));
  CHECK(value(first, "result/resultType") == R"("input_required")");
  CHECK(value(first, "result/inputRequests") ==
        R"({"name":{"method":"elicitation/create","params":{"message":"Who?"}}})");
  const std::string state = value(first, "result/requestState");
  REQUIRE_FALSE(state.empty());
  const std::string answers = R"("inputResponses":{"name":{"action":"accept"}})";
  CHECK(text_of_result(peer.ask("2", again("2", answers + R"(,"requestState":)" + state))) ==
        R"({"action":"accept"}{"round":1})");
  CHECK(text_of_result(peer.ask("3", again("3", answers))) == R"({"action":"accept"})");
  CHECK(value(peer.ask("4", again("4", R"("inputResponses":{"other":{}})")), "result/resultType") ==
        R"("input_required")");
}

TEST_CASE("a state that is not this server's for this request is refused before the handler runs", "[rounds]") {
  Server server(plain_options());
  add_asking(server);
  Mark ran;
  ToolOptions other;
  other.name = "other";
  server.add_tool(other, [&](RequestContext&, const Json&) {
    ran.set();
    return ToolResult();
  });
  Peer peer(server);
  const JsonDocument first = peer.ask("1", modern_tool_call("1", "asks", "{}", can_elicit));
  const std::string state = value(first, "result/requestState");
  std::string forged = state;
  forged.insert(forged.size() - 1, "-TAMPERED");
  CHECK(value(peer.ask("2", again("2", R"("requestState":)" + forged)), "error/code") == "-32602");
  CHECK(value(peer.ask("3", again("3", R"("requestState":7)")), "error/code") == "-32602");
  CHECK(value(peer.ask("4", modern_request("4", "tools/call", R"("name":"other","requestState":)" + state)),
              "error/code") == "-32602");
  CHECK_FALSE(ran.is_set());
  CHECK(value(peer.ask("5", again("5", R"("inputResponses":null)")), "error/code") == "-32602");
  CHECK(value(peer.ask("6", again("6", R"("inputResponses":{"name":12345})")), "error/code") == "-32602");
}

TEST_CASE("a client that cannot answer is told what is missing", "[rounds]") {
  Server server(plain_options());
  add_asking(server);
  Peer peer(server);
  const JsonDocument answer = peer.ask("1", modern_tool_call("1", "asks"));
  CHECK(value(answer, "error/code") == "-32021");
  CHECK_FALSE(value(answer, "error/data/requiredCapabilities/elicitation").empty());
  CHECK(peer.channel->of_method("elicitation/create").empty());
}

}  // namespace cancel::mcp
