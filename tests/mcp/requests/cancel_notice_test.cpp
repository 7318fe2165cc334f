#include <catch2/catch.hpp>

#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

namespace {

std::optional<Cancellation> why_after(const std::string& params) {
  Peer peer;
  const auto request = peer.begin(number(1));
  REQUIRE(peer.cancelled(params) == Heard::cancelled);
  peer.canceller.drain();
  return request->token().cancellation();
}

}  // namespace

TEST_CASE("a cancellation tells who asked, and why", "[requests]") {
  const auto why = why_after(R"({"requestId":1,"reason":"wrong query"})");
  REQUIRE(why);
  CHECK(why->reason == "wrong query");
  CHECK(why->cause == Cause::user_requested);
  CHECK(why->mode == Mode::graceful);
  CHECK(why->requested_by == "mcp:test");
}

TEST_CASE("a client that gave up waiting says so in its reason alone, and the cause is timeout", "[requests]") {
  CHECK(why_after(R"({"requestId":1,"reason":"McpError: MCP error -32001: Request timed out"})")->cause ==
        Cause::timeout);
}

TEST_CASE("a reason that is no text is passed over, and the cancellation holds", "[requests]") {
  for (const std::string reason : {"null", "1", "{}", "[\"why\"]", "true"}) {
    CHECK_FALSE(why_after(R"({"requestId":1,"reason":)" + reason + "}")->reason);
  }
  CHECK_FALSE(why_after(R"({"requestId":1})")->reason);
  CHECK(why_after(R"({"requestId":1,"reason":""})")->reason == "");
}

TEST_CASE("a reason that is too long is cut between two characters", "[requests]") {
  const std::string long_one(4'095, 'a');
  CHECK(why_after(R"({"requestId":1,"reason":")" + long_one + R"(bcd"})")->reason == long_one + "b");
  CHECK(why_after(R"({"requestId":1,"reason":")" + long_one + "\u00fc\"}")->reason == long_one);
}

TEST_CASE("a cancellation of nothing that is in flight is counted, and does nothing", "[requests]") {
  Peer peer;
  CHECK(peer.cancel(number(1)) == Heard::unknown);
  const auto request = peer.begin(number(1));
  CHECK(peer.cancel(text("1")) == Heard::unknown);
  CHECK(request->answer("{}"));
  CHECK(peer.cancel(number(1)) == Heard::unknown);
  peer.canceller.drain();
  CHECK_FALSE(request->token().is_cancelled());
  CHECK(peer.requests.counters().unknown_cancels == 3);
  CHECK(peer.channel->said() == Said{"{}", "over: answered"});
}

TEST_CASE("a second cancellation changes nothing", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  CHECK(peer.cancelled(R"({"requestId":1,"reason":"first"})") == Heard::cancelled);
  CHECK(peer.cancelled(R"({"requestId":1,"reason":"second"})") == Heard::unknown);
  peer.canceller.drain();
  CHECK(request->token().cancellation()->reason == "first");
  CHECK(peer.channel->said() == Said{"over: silenced"});
}

TEST_CASE("initialize can not be cancelled", "[requests]") {
  Peer peer;
  const auto request =
      peer.requests.begin({.id = number(0), .method = "initialize", .cancellable = false}, peer.channel);
  CHECK(peer.cancel(number(0)) == Heard::forbidden);
  CHECK(request->answer("hello"));
  CHECK(peer.cancel(number(0)) == Heard::unknown);
  peer.canceller.drain();
  CHECK_FALSE(request->token().is_cancelled());
  CHECK(peer.requests.counters().forbidden_cancels == 1);
}

TEST_CASE("a peer that goes takes initialize with it", "[requests]") {
  Peer peer;
  const auto request =
      peer.requests.begin({.id = number(0), .method = "initialize", .cancellable = false}, peer.channel);
  peer.requests.close({.cause = Cause::client_disconnected});
  CHECK_FALSE(request->answer("hello"));
}
