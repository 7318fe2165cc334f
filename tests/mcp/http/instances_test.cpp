#include <catch2/catch.hpp>

#include "../server/daemon_client.hpp"
#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

// One of several processes that serve the same tools: here, all in one.
struct Instance {
  Instance(const DaemonProcess& daemon, const std::string& name) : client(client_options(daemon, name)) {
    ServerOptions options = plain_options();
    options.client = &client;
    site.emplace(HttpOptions{}, options);
    ToolOptions tool;
    tool.name = "waits";
    site->server.add_tool(tool, [this](RequestContext& context, const Json&) -> ToolResult {
      started.set();
      context.token().wait(Stage::requested, std::chrono::seconds{10});
      why = context.token().cancellation();
      ended.set();
      return ToolResult::text("over");
    });
    site->port();
  }

  std::uint16_t port() { return site->port(); }

  Mark started;
  Mark ended;
  std::optional<Cancellation> why;
  Client client;
  std::optional<Site> site;
};

TEST_CASE("a cancellation that reaches the wrong instance stops the work on the right one", "[http]") {
  DaemonProcess daemon;
  daemon.start();
  Instance right(daemon, "right");
  Instance wrong(daemon, "wrong");
  const LegacyPeer peer(right.port());
  Stream call(right.port(), peer.call(tool_call("1", "waits")));
  right.started.wait();
  Stream other(right.port(), peer.call(tool_call("2", "waits")));
  CHECK(ask(wrong.port(), peer.call(request("3", "ping"))).status == 404);
  CHECK(ask(wrong.port(), peer.call(cancel_notice("1", "changed my mind"))).status == 202);
  right.ended.wait();
  CHECK(eventually([&] { return right.why.has_value(); }));
  CHECK(right.why->reason == "changed my mind");
  CHECK(right.why->cause == Cause::user_requested);
  CHECK(peer.ask(cancel_notice("2")).status == 202);
  CHECK(other.is_at_end());
}

TEST_CASE("a cancellation that reaches the wrong instance before its request is remembered", "[http]") {
  DaemonProcess daemon;
  daemon.start();
  Instance right(daemon, "right");
  Instance wrong(daemon, "wrong");
  const LegacyPeer peer(right.port());
  CHECK(ask(wrong.port(), peer.call(cancel_notice(R"("early")", "too early"))).status == 202);
  wrong.client.flush(Millis{10'000});
  const Answer answer = ask(right.port(), peer.call(tool_call(R"("early")", "waits")));
  CHECK(answer.status == 200);
  CHECK(right.site->server.stop());
  if (right.started.is_set()) {
    REQUIRE(right.why);
    CHECK(right.why->reason == "too early");
  } else {  // canceld's answer was there before a thread had come to the tool, which then does not begin at all
    CHECK(answer.body.find("Operation cancelled: too early") != std::string::npos);
  }
}

}  // namespace
}  // namespace cancel::mcp
