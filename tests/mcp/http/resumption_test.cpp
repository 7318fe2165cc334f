#include <catch2/catch.hpp>

#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

// A tool that waits for the test before it gives its result.
struct Scene {
  ~Scene() { door.open(); }  // the server waits for its handlers
  Scene() {
    ToolOptions options;
    options.name = "slow";
    site.server.add_tool(options, [this](RequestContext& context, const Json&) {
      context.progress(1, 2);
      started.set();
      door.wait();
      was_cancelled = context.is_cancelled();
      return ToolResult::text("the result");
    });
    options.name = "polled";
    site.server.add_tool(options, [this](RequestContext& context, const Json&) {
      context.release_connection();
      door.wait();
      return ToolResult::text("the result");
    });
  }

  Call slow(const LegacyPeer& peer) const {
    return peer.call(request("1", "tools/call", R"("name":"slow","arguments":{},"_meta":{"progressToken":1})"));
  }

  std::atomic<bool> was_cancelled{false};
  Mark started;
  Door door;
  Site site;
};

TEST_CASE("a legacy connection that breaks cancels nothing, and the rest is there for who comes back", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port());
  std::string last_id;
  {
    Stream stream(scene.site.port(), scene.slow(peer));
    CHECK(value(stream.message(), "params/progress") == "1");
    last_id = stream.last_id();
  }
  CHECK(peer.ask(request("2", "ping")).status == 200);
  Stream resumed(scene.site.port(), peer.listen().with("Last-Event-ID", last_id));
  CHECK(resumed.status() == 200);
  scene.door.open();
  CHECK(text_of_result(resumed.message()) == "the result");
  CHECK(resumed.is_at_end());
  CHECK_FALSE(scene.was_cancelled);
}

TEST_CASE("what was sent while nobody was there is sent to who comes back", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port());
  std::string first_id;
  {
    Stream stream(scene.site.port(), scene.slow(peer));
    first_id = stream.next()->id;
    scene.started.wait();
  }
  scene.door.open();
  for (int time = 0; time < 2; ++time) {  // as often as wanted
    Stream resumed(scene.site.port(), peer.listen().with("Last-Event-ID", first_id));
    CHECK(value(resumed.message(), "params/progress") == "1");
    CHECK(text_of_result(resumed.message()) == "the result");
    CHECK(resumed.is_at_end());
  }
}

TEST_CASE("a handler can let its connection go, and the result is there for who comes back", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port());
  Stream stream(scene.site.port(), peer.call(tool_call("1", "polled")));
  CHECK(stream.is_at_end());
  CHECK_FALSE(stream.last_id().empty());
  scene.door.open();
  Stream resumed(scene.site.port(), peer.listen().with("Last-Event-ID", stream.last_id()));
  CHECK(text_of_result(resumed.message()) == "the result");
  CHECK(resumed.is_at_end());
}

TEST_CASE("a client that has no id to come back with keeps its connection", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port(), "2025-06-18");
  scene.door.open();
  Stream stream(scene.site.port(), peer.call(tool_call("1", "polled")));
  CHECK(text_of_result(stream.message()) == "the result");
}

TEST_CASE("an event that nobody knows is refused", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port());
  for (const char* id : {"77-1", "nonsense"}) {
    CHECK(ask(scene.site.port(), peer.listen().with("Last-Event-ID", id)).status == 400);
  }
}

TEST_CASE("events of one session are not given to another", "[http]") {
  Scene scene;
  const LegacyPeer peer(scene.site.port());
  const LegacyPeer other(scene.site.port());
  Stream stream(scene.site.port(), scene.slow(peer));
  const std::string id = stream.next()->id;
  CHECK(ask(scene.site.port(), other.listen().with("Last-Event-ID", id)).status == 400);
  scene.door.open();
}

}  // namespace
}  // namespace cancel::mcp
