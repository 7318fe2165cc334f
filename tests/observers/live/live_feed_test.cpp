#include <catch2/catch.hpp>

#include "cancel/client/rpc_client.hpp"
#include "daemon_process.hpp"
#include "live/live_feed.hpp"
#include "live/live_thread.hpp"

using namespace cancel;
using namespace std::chrono_literals;
using live::FeedOptions;
using live::LiveFeed;
using live::LiveThread;

namespace {

class Scene {
 public:
  Scene() { daemon.start(); }

  void call(const std::string& method, const std::string& params) {
    const CallResult result = client.call(method, params, 20s);
    if (const auto* error = std::get_if<RpcError>(&result)) FAIL(error->message);
    REQUIRE(std::holds_alternative<RpcResult>(result));
  }
  void start(const std::string& id) { call("operation/start", R"({"id":")" + id + R"(","tool":"search"})"); }
  void cancel(const std::string& id) { call("cancellation/cancel", R"({"id":")" + id + R"(","reason":"enough"})"); }
  void finish(const std::string& id) { call("operation/finish", R"({"id":")" + id + R"(","outcome":"stopped"})"); }

  DaemonEndpoints endpoints() const { return {daemon.command_endpoint(), daemon.event_endpoint()}; }

  template <typename Condition>
  void await(LiveFeed& feed, Condition&& condition) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!condition()) {
      REQUIRE(std::chrono::steady_clock::now() < until);
      feed.step(50ms);
    }
  }
  void await_caught_up(LiveFeed& feed) {
    await(feed, [&] { return feed.standing().connected && feed.standing().caught_up; });
  }

  DaemonProcess daemon;
  Messaging messaging;
  RpcClient client{messaging, daemon.command_endpoint()};
};

const live::LiveToken* seen(const LiveFeed& feed, const std::string& id) {
  return feed.state().find(TokenName{"default", id});
}

TEST_CASE_METHOD(Scene, "a feed lists what ran before, and follows what comes", "[feed]") {
  start("before");
  LiveFeed feed(messaging, endpoints(), {.backlog = 0});
  await_caught_up(feed);
  REQUIRE(seen(feed, "before"));
  CHECK(feed.standing().log_id == feed.standing().daemon->log_id);
  start("after");
  await(feed, [&] { return seen(feed, "after") != nullptr; });
  CHECK(seen(feed, "after")->operation->tool == "search");
  cancel("before");
  await(feed, [&] { return seen(feed, "before")->open(); });
  finish("before");
  await(feed, [&] { return feed.state().recent().size() == 1; });
  CHECK(feed.standing().lag() == 0);
}

TEST_CASE_METHOD(Scene, "a feed knows the last events from before it began", "[feed]") {
  start("work");
  cancel("work");
  finish("work");
  LiveFeed feed(messaging, endpoints());
  await_caught_up(feed);
  REQUIRE(feed.state().recent().size() == 1);
  CHECK(feed.state().position() == feed.standing().head);
}

TEST_CASE_METHOD(Scene, "a feed goes on over a daemon's restart without a hole", "[feed]") {
  std::vector<Position> positions;
  LiveFeed feed(messaging, endpoints());
  feed.on_event([&](const Event& event, std::string_view) { positions.push_back(event.position); });
  start("first");
  await_caught_up(feed);
  daemon.kill();
  await(feed, [&] { return !feed.standing().connected; });
  CHECK(feed.standing().away_since);
  CHECK_FALSE(feed.standing().fault.empty());
  REQUIRE(seen(feed, "first"));  // what is known stays
  daemon.start();
  start("second");
  await(feed, [&] { return seen(feed, "second") != nullptr && feed.standing().connected; });
  await_caught_up(feed);
  for (std::size_t index = 1; index < positions.size(); ++index) CHECK(positions[index] == positions[index - 1] + 1);
  CHECK(positions.back() == feed.standing().head);
}

TEST_CASE_METHOD(Scene, "a feed begins anew with another log", "[feed]") {
  int resets = 0;
  LiveFeed feed(messaging, endpoints());
  feed.on_reset([&] { ++resets; });
  for (const char* id : {"one", "two", "three"}) start(id);
  await(feed, [&] { return seen(feed, "three") != nullptr; });
  const std::string log_id = feed.standing().log_id;
  daemon.kill();
  daemon.remove_log();
  daemon.start();
  start("other");
  await(feed, [&] { return seen(feed, "other") != nullptr; });
  CHECK_FALSE(seen(feed, "one"));
  CHECK(feed.standing().log_id != log_id);
  CHECK(resets == 1);
}

TEST_CASE_METHOD(Scene, "a feed waits for a daemon that is not there yet", "[feed]") {
  daemon.kill();
  LiveFeed feed(messaging, endpoints());
  feed.step(50ms);
  CHECK_FALSE(feed.standing().connected);
  CHECK_FALSE(feed.standing().fault.empty());
  daemon.start();
  await_caught_up(feed);
}

TEST_CASE_METHOD(Scene, "a feed can begin where its owner ended", "[feed]") {
  for (const char* id : {"one", "two", "three"}) start(id);
  std::string log_id;
  {
    LiveFeed feed(messaging, endpoints());
    await_caught_up(feed);
    log_id = feed.standing().log_id;
  }
  std::vector<Position> positions;
  FeedOptions options;
  options.after = 2;
  options.after_log = log_id;
  LiveFeed feed(messaging, endpoints(), options);
  feed.on_event([&](const Event& event, std::string_view) { positions.push_back(event.position); });
  await_caught_up(feed);
  REQUIRE_FALSE(positions.empty());
  CHECK(positions.front() == 3);
}

TEST_CASE_METHOD(Scene, "a feed asks for the statistics again and again", "[feed]") {
  LiveFeed feed(messaging, endpoints(), {.statistics_every = 1ms});
  await(feed, [&] { return feed.standing().statistics.has_value(); });
  CHECK(feed.standing().statistics->total.active_operations == 0);
  start("work");
  await(feed, [&] { return feed.standing().statistics->total.active_operations == 1; });
}

TEST_CASE_METHOD(Scene, "work under a name that was cancelled long ago is cancelled, however late the daemon says so",
                 "[feed]") {
  std::vector<std::string> ids;
  for (int number = 0; number < 20; ++number) ids.push_back("old-" + std::to_string(number));
  for (const std::string& id : ids) {
    call("cancellation/create", R"({"id":")" + id + R"("})");
    cancel(id);
  }
  LiveFeed feed(messaging, endpoints(), {.backlog = 0, .answer_within = 500ms});
  await_caught_up(feed);
  for (const std::string& id : ids) call("operation/start", R"({"id":")" + id + R"(","alreadyRunning":true})");
  for (int times = 0; times < 20; ++times) feed.fetch(10ms);  // most of them by now: the more, the longer it could take
  daemon.suspend();
  feed.take();
  const auto begun = std::chrono::steady_clock::now();
  feed.step(0ms);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);  // not as often as there are names
  daemon.resume();
  await(feed, [&] { return feed.state().open().size() == ids.size(); });
}

TEST_CASE_METHOD(Scene, "a daemon that hangs holds a feed up no longer than an answer may take", "[feed]") {
  daemon.suspend();
  LiveFeed feed(messaging, endpoints(), {.statistics_every = 1ms, .answer_within = 500ms});
  const auto longest_step = [&](auto&& condition) {
    std::chrono::steady_clock::duration longest{};
    await(feed, [&, last = std::chrono::steady_clock::now()]() mutable {
      const auto now = std::chrono::steady_clock::now();
      longest = std::max(longest, now - std::exchange(last, now));
      return condition();
    });
    return longest;
  };
  CHECK(longest_step([&] { return !feed.standing().fault.empty(); }) < 3s);
  daemon.resume();
  await_caught_up(feed);
  daemon.suspend();
  CHECK(longest_step([&] { return !feed.standing().connected; }) < 3s);
  daemon.resume();
  await_caught_up(feed);
}

TEST_CASE_METHOD(Scene, "what was said by a daemon that was started again is of that one", "[feed]") {
  LiveFeed feed(messaging, endpoints());
  await_caught_up(feed);
  const Timestamp started = feed.standing().daemon->started_at;
  daemon.kill();
  await(feed, [&] { return !feed.standing().connected; });
  daemon.start();
  await(feed, [&] { return feed.standing().daemon->started_at > started; });
  await_caught_up(feed);
}

TEST_CASE_METHOD(Scene, "a feed on a thread of its own is read under its lock", "[feed]") {
  LiveThread thread(messaging, endpoints());
  std::atomic<int> changes{0};
  thread.on_change([&] { ++changes; });
  thread.start();
  start("work");
  const auto until = std::chrono::steady_clock::now() + 30s;
  while (thread.view().state().running().empty()) {
    REQUIRE(std::chrono::steady_clock::now() < until);
    std::this_thread::yield();
  }
  thread.stop();
  CHECK(changes > 0);
}

}  // namespace
