// A LiveFeed and what answers in a daemon's place.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
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

// An event, and further ones of a daemon that can do more than this one.
constexpr std::string_view started =
    R"({"position":1,"version":1,"type":"OperationStarted","time":"2026-11-20T08:00:00.000000Z","namespace":"default",)"
    R"("token":"work","operation":"work","data":{"tool":"search","requestId":null,"session":null,"deadlineMs":null,)"
    R"("graceMs":null,"forceMs":null,"parents":[],"labels":{},"alreadyRunning":false}})";

std::string teleported(int position) {
  return R"({"position":)" + std::to_string(position) +
         R"(,"version":99,"type":"OperationTeleported","time":"2026-11-20T08:00:01.000000Z","namespace":"default",)"
         R"("token":"work","operation":"work","data":{"to":["elsewhere"]}})";
}

std::optional<std::string> answer_as_newer(const rapidjson::Document& request, int head) {
  const std::string method = request["method"].GetString();
  if (method == "server/info") {
    return FakeDaemon::result(
        request,
        R"({"name":"canceld","version":"99.0.0","protocolVersion":1,"logId":"log-a","head":0,"first":1,)"
        R"("startedAt":"2026-11-20T08:00:00.000000Z","backend":"memory","log":"","commandEndpoint":"ipc:///a",)"
        R"("eventEndpoint":"ipc:///b","gracefulTimeoutMs":30000,"forceTimeoutMs":10000,"teleports":true})");
  }
  if (method == "operation/list") return FakeDaemon::result(request, R"({"operations":[]})");
  if (method != "events/read") return FakeDaemon::error(request, -32601);
  std::string events;
  for (int position = request["params"]["after"].GetInt() + 1; position <= head; ++position) {
    events += (events.empty() ? "" : ",") + (position == 1 ? std::string(started) : teleported(position));
  }
  const std::string end = std::to_string(head);
  return FakeDaemon::result(
      request, R"({"logId":"log-a","head":)" + end + R"(,"events":[)" + events + R"(],"next":)" + end + "}");
}

TEST_CASE("an event of a type that is not known yet is passed over, and counts as read", "[feed]") {
  FakeDaemon daemon;
  int head = 2;
  daemon.answer_all([&](const rapidjson::Document& request) { return answer_as_newer(request, head); });
  Messaging messaging;
  LiveThread thread(messaging, daemon.endpoints());
  thread.start();
  const auto serve_until = [&](const std::function<bool()>& holds) {
    const auto begun = std::chrono::steady_clock::now();
    while (!holds()) {
      REQUIRE(std::chrono::steady_clock::now() - begun < 30s);
      daemon.serve();
      std::this_thread::sleep_for(1ms);  // whoever looks without a pause keeps the thread from its own lock
    }
  };
  serve_until([&] { return thread.view().standing().caught_up && daemon.has_subscription(""); });
  CHECK(thread.view().standing().position == 2);
  head = 3;
  daemon.publish_raw("default work OperationTeleported", teleported(head));
  serve_until([&] { return thread.view().standing().position == 3; });
  CHECK(thread.view().standing().connected);
  const auto view = thread.view();
  const auto* work = view.state().find({"default", "work"});
  REQUIRE(work != nullptr);
  CHECK(work->running());
}

}  // namespace
