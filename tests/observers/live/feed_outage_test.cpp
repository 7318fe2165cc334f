// A LiveFeed and what answers in a daemon's place.

#include <catch2/catch.hpp>

#include <thread>

#include "fake_daemon.hpp"
#include "live/live_thread.hpp"

using namespace cancel;
using namespace std::chrono_literals;
using cancel::testing::FakeDaemon;
using live::LiveFeed;
using live::LiveThread;

namespace {

std::optional<std::string> refuse(const rapidjson::Document& request) {
  return FakeDaemon::error(request, -32603);
}

TEST_CASE("what refuses every question is asked again, but not without end", "[feed]") {
  FakeDaemon daemon;
  daemon.start();
  daemon.answer_all(refuse);
  Messaging messaging;
  LiveThread thread(messaging, daemon.endpoints());
  thread.start();
  const auto begun = std::chrono::steady_clock::now();
  while (daemon.methods().size() < 5) {
    REQUIRE(std::chrono::steady_clock::now() - begun < 30s);
    daemon.serve();
    std::this_thread::yield();
  }
  CHECK(std::chrono::steady_clock::now() - begun >= 300ms);
  CHECK_FALSE(thread.view().standing().connected);
  CHECK_FALSE(thread.view().standing().fault.empty());
}

}  // namespace
