#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

constexpr const char* all_of_them =
    R"("notifications":{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,)"
    R"("resourceSubscriptions":["test://r"]})";

std::string subscription_of(const Json& message) {
  const Json* params = find(message, "params");
  const Json* meta = params != nullptr ? find(*params, "_meta") : nullptr;
  const Json* id = meta != nullptr ? find(*meta, meta::subscription_id) : nullptr;
  return id != nullptr ? JsonText::of(*id).text() : "";
}

}  // namespace

TEST_CASE("subscriptions/listen acknowledges what it will tell of, and tells that alone", "[listening]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  const std::string id = GENERATE(as<std::string>(), "1764288000000", R"("listen:0")", "0");
  peer.send(modern_request(id, "subscriptions/listen", all_of_them));
  REQUIRE(peer.channel->count() == 1);
  const JsonDocument first = parse_json(peer.channel->all().front().json);
  CHECK(value(first, "method") == R"("notifications/subscriptions/acknowledged")");
  CHECK(value(first, "params/notifications") == R"({"toolsListChanged":true})");
  CHECK(subscription_of(first) == id);
  server.tools_changed();
  server.prompts_changed();
  server.resources_changed();
  server.resource_updated("test://r");
  REQUIRE(peer.channel->count() == 2);
  const JsonDocument second = parse_json(peer.channel->all().back().json);
  CHECK(value(second, "method") == R"("notifications/tools/list_changed")");
  CHECK(subscription_of(second) == id);
  CHECK(peer.session->running() == 1);
}

TEST_CASE("a listener hears of the resources that it named", "[listening]") {
  Server server(plain_options());
  server.add_resource({"test://r", "r"}, [](auto&, auto&, auto&) { return ResourceResult{}; });
  Peer peer(server);
  peer.send(modern_request("1", "subscriptions/listen", all_of_them));
  server.resource_updated("test://r");
  server.resource_updated("test://s");
  const JsonDocument told = parse_json(peer.channel->all().back().json);
  CHECK(peer.channel->count() == 2);
  CHECK(value(told, "params/uri") == R"("test://r")");
  CHECK(subscription_of(told) == "1");
}

TEST_CASE("a listener that its peer cancels just ends", "[listening]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  peer.send(modern_request("1", "subscriptions/listen", all_of_them));
  peer.send(cancel_notice("1"));
  wait_until("its end", [&] { return peer.session->running() == 0; });
  server.tools_changed();
  CHECK(peer.channel->count() == 1);
  peer.channel->wait_until("the end", [&] { return peer.channel->requests_over_unanswered() == 1; });
}

TEST_CASE("a listener of a server that stops is told that it is over", "[listening]") {
  Server server(plain_options());
  add_echo(server);
  Peer peer(server);
  peer.send(modern_request("1", "subscriptions/listen", all_of_them));
  server.stop();
  const JsonDocument answer = peer.channel->response_to("1");
  CHECK(value(answer, "result/resultType") == R"("complete")");
  const Json* meta = find(*find(answer, "result"), "_meta");
  REQUIRE(meta != nullptr);
  CHECK(JsonText::of(*find(*meta, meta::subscription_id)).text() == "1");
  CHECK(peer.session->running() == 0);
}

TEST_CASE("a listener whose peer is gone is forgotten", "[listening]") {
  Server server(plain_options());
  add_echo(server);
  {
    Peer peer(server);
    peer.send(modern_request("1", "subscriptions/listen", all_of_them));
    peer.session->close({});
    wait_until("its end", [&] { return peer.session->running() == 0; });
    server.tools_changed();
    CHECK(peer.channel->count() == 1);
  }
  server.tools_changed();
}

TEST_CASE("listening without saying for what is refused", "[listening]") {
  Server server(plain_options());
  server.add_resource({"test://r", "r"}, [](auto&, auto&, auto&) { return ResourceResult{}; });
  Peer peer(server);
  CHECK(value(peer.ask("1", modern_request("1", "subscriptions/listen")), "error/code") == "-32602");
  CHECK(value(peer.ask("2", modern_request("2", "subscriptions/listen", R"("notifications":7)")), "error/code") ==
        "-32602");
  CHECK(value(peer.ask("3",
                       modern_request("3", "subscriptions/listen", R"("notifications":{"resourceSubscriptions":[7]})")),
              "error/code") == "-32602");
  peer.send(modern_request("4", "subscriptions/listen", R"("notifications":{})"));
  peer.send(modern_request("4", "subscriptions/listen", R"("notifications":{})"));
  CHECK(peer.session->counters().requests.duplicate_ids == 1);
}

}  // namespace cancel::mcp
