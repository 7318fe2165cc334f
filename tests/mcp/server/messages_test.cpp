#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {

TEST_CASE("text that is no JSON is answered by a parse error without an id", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  peer.send("{\"jsonrpc\":");
  REQUIRE(peer.channel->count() == 1);
  const JsonDocument answer = parse_json(peer.channel->all().front().json);
  CHECK(value(answer, "error/code") == "-32700");
  CHECK(find(answer, "id") == nullptr);
  CHECK(peer.session->counters().malformed_messages == 1);
  CHECK(peer.channel->requests_over() == 1);
}

TEST_CASE("what is no message of JSON-RPC 2.0 is an invalid request", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  const std::string message =
      GENERATE(as<std::string>(), R"({"id":1,"method":"ping"})", R"({"jsonrpc":"2.0","id":1})",
               R"({"jsonrpc":"2.0","id":null,"method":"ping"})", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})",
               R"({"jsonrpc":"2.0","id":{},"method":"ping"})", R"({"jsonrpc":"2.0","id":1,"method":7})",
               R"({"jsonrpc":"1.0","method":"ping"})", "7", "null", "\"ping\"", "[]",
               R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])");
  peer.send(message);
  INFO(message);
  REQUIRE(peer.channel->count() == 1);
  CHECK(value(parse_json(peer.channel->all().front().json), "error/code") == "-32600");
}

TEST_CASE("a request that is wrong is answered under its id where that can be read", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  CHECK(value(peer.ask("7", R"({"id":7,"method":"ping"})"), "error/code") == "-32600");
}

TEST_CASE("batches are taken in the revision that had them", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  peer.initialize("{}", "2025-03-26");
  peer.send(R"([{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},)"
            R"({"jsonrpc":"2.0","id":2,"method":"ping"},5])");
  CHECK(value(peer.channel->response_to("1"), "result") == "{}");
  CHECK(value(peer.channel->response_to("2"), "result") == "{}");
  CHECK(peer.session->counters().malformed_messages == 1);
  peer.send("[]");
  CHECK(peer.session->counters().malformed_messages == 2);
}

TEST_CASE("ids keep type and value", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  for (const char* id :
       {"0", "-1", "1", R"("1")", R"("")", "9007199254740993", "18446744073709551615", R"("\u00e4\"\\")"}) {
    peer.send(request(id, "ping"));
    INFO(id);
    CHECK(peer.channel->count() > 0);
    const std::string expected = JsonText::of(parse_json(id)).text();
    CHECK(peer.channel->responses_to(expected).size() == 1);
  }
}

TEST_CASE("notifications are never answered", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  for (const char* method : {"notifications/progress", "notifications/roots/list_changed", "notifications/unknown",
                             "tools/call", "notifications/cancelled", "notifications/initialized"}) {
    peer.send(notification(method));
    peer.send(std::string(R"({"jsonrpc":"2.0","method":")") + method + R"(","params":[]})");
    peer.send(std::string(R"({"jsonrpc":"2.0","method":")") + method + R"("})");
  }
  CHECK(peer.channel->count() == 0);
}

TEST_CASE("responses to no question of ours are counted and ignored", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  peer.send(R"({"jsonrpc":"2.0","id":5,"result":{}})");
  peer.send(R"({"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}})");
  peer.send(R"({"jsonrpc":"2.0","error":{"code":1,"message":"m"}})");
  CHECK(peer.channel->count() == 0);
  CHECK(peer.session->counters().unknown_answers == 3);
}

TEST_CASE("a request whose id is in flight is ignored and counted", "[messages]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  std::vector<std::string> log;
  Peer peer(server);
  peer.send(tool_call("1", "waiter"));
  started.wait();
  peer.send(request("1", "ping"));
  peer.send(tool_call("1", "waiter"));
  CHECK(peer.channel->count() == 0);
  CHECK(peer.channel->requests_over_unanswered() == 2);
  CHECK(peer.session->counters().requests.duplicate_ids == 2);
  CHECK(value(peer.ask(R"("1")", request(R"("1")", "ping")), "result") == "{}");
  peer.send(cancel_notice("1"));
  CHECK(value(peer.ask("1", request("1", "ping")), "result") == "{}");  // free again
}

TEST_CASE("a session that is closed says nothing more", "[messages]") {
  Server server(plain_options());
  Peer peer(server);
  peer.session->close({});
  peer.send(request("1", "ping"));
  peer.send("nonsense");
  CHECK(peer.channel->count() == 0);
}

TEST_CASE("deep nesting and a long text do no harm", "[messages]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  peer.send(std::string(1'000'000, '['));
  peer.send(R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(100'000, 'x') + "\"}");
  CHECK(value(peer.channel->response_to("1"), "error/code") == "-32601");
  CHECK(value(peer.ask("2", request("2", "ping")), "result") == "{}");
}

}  // namespace cancel::mcp
