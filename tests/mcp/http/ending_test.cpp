#include <catch2/catch.hpp>
#include <thread>

#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

TEST_CASE("a transport may end while handlers run, of both eras, and what they say then goes nowhere", "[http]") {
  Mark started;
  Mark ended;
  Door door;
  std::optional<Site> site;
  site.emplace();
  add_stubborn(site->server, started, door, ended);
  std::atomic<int> running{0};
  site->server.use([&](RequestContext&, const ToolOptions&, const Json&, const std::function<ToolResult()>& next) {
    ++running;
    return next();
  });
  const LegacyPeer peer(site->port());
  Stream listening(site->port(), peer.listen());
  CHECK(listening.status() == 200);
  Stream legacy(site->port(), peer.call(tool_call("1", "stubborn")));
  Stream modern_one(site->port(), modern(modern_tool_call("1", "stubborn")));
  CHECK(eventually([&] { return running == 2; }));
  site->http.reset();
  CHECK_THROWS(legacy.is_at_end() ? throw std::out_of_range("ended") : 0);
  door.open();
  CHECK(site->server.stop());
  site.reset();
  CHECK(ended.is_set());
}

TEST_CASE("a transport that ends cancels what its peers wait for", "[http]") {
  Site site;
  Mark started;
  add_waiter(site.server, started);
  const LegacyPeer peer(site.port());
  Stream call(site.port(), peer.call(tool_call("1", "waiter")));
  started.wait();
  site.http.reset();
  CHECK(eventually([&] { return site.server.stop(Millis{0}); }));
}

TEST_CASE("a transport can end in the middle of answering", "[http]") {
  for (int round = 0; round < 20; ++round) {
    Site site;
    add_echo(site.server);
    const LegacyPeer peer(site.port());
    std::atomic<bool> stopping{false};
    std::thread caller([&, port = site.port()] {
      for (int id = 1; !stopping; ++id) {
        try {
          const std::string text = tool_call(std::to_string(id), "echo", R"({"message":"a"})");
          Stream(port, peer.call(text)).message();
          Stream(port, modern(modern_tool_call(std::to_string(id), "echo", R"({"message":"a"})"))).head();
        } catch (const std::exception&) {  // it has ended
        }
      }
    });
    CHECK(peer.ask(request(R"("now")", "ping")).status == 200);
    site.http.reset();
    stopping = true;
    caller.join();
  }
}

}  // namespace
}  // namespace cancel::mcp
