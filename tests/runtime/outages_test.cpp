#include <catch2/catch.hpp>

#include <cstdio>
#include <random>

#include "call_times.hpp"
#include "client_scene.hpp"
#include "message_relay.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

namespace {

ClientOptions options_over(const MessageRelay& relay, const DaemonProcess& daemon) {
  auto options = options_for(daemon);
  options.command_endpoint = relay.command_endpoint();
  options.event_endpoint = relay.event_endpoint();
  options.resend_after = Millis{50};
  return options;
}

std::size_t count_of(const std::vector<Event>& events, EventType type) {
  return static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [&](const auto& event) { return event.type() == type; }));
}

// With a lease of half a second.
void check_standstill(std::chrono::milliseconds length) {
  RunningDaemon daemon;
  NoticeBoard notices;
  auto options = options_for(daemon);
  options.resend_after = Millis{50};
  options.lease = Millis{500};
  options.on_notice = notices.handler();
  Client client(options);
  Operation before = client.start({.id = "before"});
  REQUIRE(client.flush(long_enough()));
  daemon.suspend();
  CallTimes times;
  std::vector<Operation> meanwhile;
  const auto until = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < until) {
    if (meanwhile.size() == 1'000) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    const std::string id = "m" + std::to_string(meanwhile.size());
    meanwhile.push_back(times.measure([&] { return client.start({.id = id}); }));
    if (meanwhile.size() % 2 == 0) times.measure([&] { meanwhile.back().finish(Outcome::succeeded); });
  }
  daemon.resume();
  REQUIRE(client.flush(long_enough()));
  // The lease is renewed and holds from now on: the log goes on without anybody being lost.
  REQUIRE(client.call(AwaitToken{{"default", "before"}, AwaitToken::Until::cancelled, Millis{700}}).error() != nullptr);
  CHECK_FALSE(before.token().is_cancelled());
  for (const Operation& operation : meanwhile) CHECK_FALSE(operation.token().has_reached(Stage::requested));
  CHECK_FALSE(notices.has(Notice::Kind::session_lost));
  const auto events = all_events(client);
  CHECK(is_whole(events));
  CHECK(count_of(events, EventType::cancellation_requested) == 0);
  CHECK(count_of(events, EventType::session_opened) == 1);
  CHECK(count_of(events, EventType::operation_started) == meanwhile.size() + 1);
  CHECK(count_of(events, EventType::operation_finished) == meanwhile.size() / 2);
  times.print("calls of an owner while the daemon stands still");
  CHECK(times.share_above(1ms) <= 0.01);
}

}  // namespace

TEST_CASE("a daemon that stands still for much longer than the lease blocks nobody and costs no work", "[standstill]") {
  check_standstill(2'000ms);
}

TEST_CASE("a daemon that stands still for a little longer than the lease costs no work", "[standstill]") {
  check_standstill(800ms);
}

TEST_CASE("an owner that is cut off for longer than its lease loses what it ran, and goes on with new work", "[cut]") {
  RunningDaemon daemon;
  MessageRelay relay(daemon.folder(), daemon.command_endpoint(), daemon.event_endpoint());
  NoticeBoard notices;
  auto options = options_over(relay, daemon);
  options.lease = Millis{300};
  options.on_notice = notices.handler();
  Client owner(options);
  Client observer(options_for(daemon));
  Operation old = owner.start({.id = "old"});
  REQUIRE(owner.flush(long_enough()));
  relay.cut();
  Operation cut_off = owner.start({.id = "cut-off"});
  CHECK(observer.watch(TokenName{"default", "old"}).wait(Stage::completed, 10s));
  CHECK_FALSE(old.token().has_reached(Stage::requested));  // how should it know
  relay.mend();
  REQUIRE(old.token().wait(Stage::requested, 15s));
  CHECK(old.token().cancellation()->cause == Cause::client_disconnected);
  old.finish(Outcome::stopped);
  REQUIRE(owner.flush(long_enough()));
  REQUIRE(eventually([&] { return notices.has(Notice::Kind::session_lost); }));
  Operation fresh = owner.start({.id = "fresh"});
  REQUIRE(owner.flush(long_enough()));
  CHECK_FALSE(cut_off.token().is_cancelled());
  CHECK_FALSE(fresh.token().is_cancelled());

  const auto events = all_events(observer);
  CHECK(find_in<CancellationRequested>(events, "old")->cause == Cause::client_disconnected);
  CHECK(find_in<CancellationCompleted>(events, "old")->outcome == Outcome::lost);
  CHECK(count_of(events, EventType::session_opened) == 2);
  CHECK(find_in<OperationStarted>(events, "cut-off")->session != find_in<OperationStarted>(events, "old")->session);
  CHECK(find_in<OperationStarted>(events, "fresh")->session == find_in<OperationStarted>(events, "cut-off")->session);
}

TEST_CASE("over a network that loses and delays messages nothing is lost, doubled or out of order", "[lossy]") {
  RunningDaemon daemon;
  const std::uint32_t seed = std::random_device{}();
  std::printf("the network's seed: %u\n", seed);
  MessageRelay relay(daemon.folder(), daemon.command_endpoint(), daemon.event_endpoint(),
                     {.loss = 0.1, .longest = std::chrono::milliseconds{20}, .seed = seed});
  Client owner(options_over(relay, daemon));
  Client requester(options_over(relay, daemon));
  std::vector<Operation> operations;
  for (int index = 0; index < 1'000; ++index) {
    operations.push_back(owner.start({.id = "o" + std::to_string(index)}));
    if (index % 10 == 0) REQUIRE(owner.flush(long_enough()));  // many messages, not one
    if (index % 4 == 1) operations.back().finish(Outcome::succeeded);
  }
  for (int index = 0; index < 1'000; index += 20) requester.cancel(operations[static_cast<std::size_t>(index)].name());
  REQUIRE(requester.flush(long_enough()));
  for (std::size_t index = 0; index < 1'000; index += 20) {
    REQUIRE(operations[index].token().wait(Stage::requested, 30s));
    operations[index].finish(Outcome::stopped);
  }
  for (Operation& operation : operations) operation = Operation();
  REQUIRE(owner.flush(long_enough()));
  CHECK(relay.lost() > 20);
  CHECK(owner.outbox().refused == 0);

  Client direct(options_for(daemon));
  const auto events = all_events(direct);
  CHECK(is_whole(events));
  const auto histories = by_token(events);
  CHECK(histories.size() == 1'000);
  int last = -1;  // starts come in the order of starting
  for (const Event& event : events) {
    if (event.type() != EventType::operation_started) continue;
    const int number = std::stoi(event.token.id.substr(1));
    CHECK(number == ++last);
  }
  for (int index = 0; index < 1'000; ++index) {
    CHECK(histories.at("o" + std::to_string(index)).size() == (index % 20 == 0 ? 5 : 3));
  }
}
