#include <catch2/catch.hpp>
#include <thread>

#include "scene.hpp"

namespace cancel::mcp {

TEST_CASE("a server that stops cancels and answers what runs, and refuses what comes", "[stopping]") {
  Server server(plain_options());
  server.enable_cancellation_methods();
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  peer.send(tool_call("1", "waiter"));
  started.wait();
  CHECK(server.stop(Millis{5'000}, "maintenance"));
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: maintenance");
  const JsonDocument refused = peer.ask("2", tool_call("2", "waiter"));
  CHECK(value(refused, "error/code") == "-31013");
  CHECK(value(refused, "error/message") == R"("shutting down")");
  CHECK(value(peer.ask("3", request("3", "ping")), "result") == "{}");
  CHECK(value(peer.ask("4", request("4", "cancellation/list")), "result") == R"({"tokens":[]})");
  CHECK(server.stop());
  Peer late(server);
  CHECK(value(late.ask("0", request("0", "initialize", R"("protocolVersion":"2025-11-25")")), "error/code") ==
        "-31013");
}

TEST_CASE("while a server stops, cancellations still work", "[stopping]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  std::thread stopping([&] { server.stop(Millis{10'000}); });
  wait_until("draining", [&] { return value(peer.ask("9", request("9", "tools/list")), "error/code") == "-31013"; });
  peer.send(cancel_notice("1"));
  CHECK(peer.session->counters().requests.silenced == 1);
  door.open();
  stopping.join();
  CHECK(peer.channel->responses_to("1").empty());
}

TEST_CASE("who waits for a handler that does not stop is answered when stopping gives up", "[stopping]") {
  ServerOptions options = plain_options();
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  CHECK_FALSE(server.stop(Millis{20}, "now"));
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: now");
  door.open();
  CHECK(server.stop());
}

TEST_CASE("the destructor waits for handlers, and a session may outlive its server", "[stopping]") {
  auto server = std::make_unique<Server>(plain_options());
  Mark started;
  add_waiter(*server, started);
  Peer peer(*server);
  peer.send(tool_call("1", "waiter"));
  started.wait();
  server.reset();
  CHECK(text_of_result(peer.channel->response_to("1")).find("Operation cancelled") == 0);
  peer.send(request("2", "ping"));
  CHECK(peer.channel->responses_to("2").empty());
}

TEST_CASE("stopping a server of which nothing was asked is harmless", "[stopping]") {
  Server server(plain_options());
  CHECK(server.stop());
  CHECK(server.stop(Millis{0}));
}

}  // namespace cancel::mcp
