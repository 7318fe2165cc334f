#include <catch2/catch.hpp>

#include <atomic>
#include <random>

#include "call_times.hpp"
#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

namespace {

constexpr int owners = 8;
constexpr int operations_each = 125;
constexpr int restarts = 12;
constexpr unsigned most_of_a_life = 150;  // entries that the daemon answers

// The share of calls above a millisecond: of eight threads on few cores, each waits for its turn now and then.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr double tolerated = 0.05;
#else
constexpr double tolerated = 0.005;
#endif

// What one thread's work has gone through, so that the log can be compared with it.
struct Expected {
  std::string id;
  std::optional<std::string> reason;
};

// Starts, cancels and ends operations, a few after each restart.
class Owner {
 public:
  Owner(Client& client, const std::atomic<int>& restarted, int number)
      : client_(client), restarted_(restarted), number_(number) {}

  void work() {
    for (int index = 0; index < operations_each; ++index) {
      while (restarted_.load() < index * restarts / operations_each) std::this_thread::yield();
      work_on("o" + std::to_string(number_) + "-" + std::to_string(index), index % 3 == 0);
    }
  }
  const std::vector<Expected>& expected() const { return expected_; }
  const CallTimes& times() const { return times_; }

 private:
  void work_on(const std::string& id, bool cancelled) {
    Expected& expected = expected_.emplace_back();
    expected.id = id;
    Operation operation = times_.measure([&] { return client_.start({.id = id}); });
    if (cancelled) {
      expected.reason = "because of " + id;
      times_.measure([&] { operation.cancel({.reason = expected.reason}); });
    }
    const bool stopped = times_.measure([&] { return operation.token().is_cancelled(); });
    times_.measure([&] { operation.finish(stopped ? Outcome::stopped : Outcome::succeeded); });
  }

  Client& client_;
  const std::atomic<int>& restarted_;
  const int number_;
  std::vector<Expected> expected_;
  CallTimes times_;
};

void check_history(const std::vector<Event>& history, const Expected& expected) {
  Types types;
  for (const Event& event : history) types.push_back(event.type());
  if (!expected.reason) {
    CHECK(types == Types{EventType::token_created, EventType::operation_started, EventType::operation_finished});
    return;
  }
  REQUIRE(types == Types{EventType::token_created, EventType::operation_started, EventType::cancellation_requested,
                         EventType::cancellation_executed, EventType::cancellation_completed});
  CHECK(std::get<CancellationRequested>(history[2].data).reason == expected.reason);
  CHECK(std::get<CancellationCompleted>(history[4].data).outcome == Outcome::stopped);
}

}  // namespace

TEST_CASE("a daemon that is killed again and again has every operation in its log once, as it went", "[restarts]") {
  RunningDaemon daemon;
  auto options = options_for(daemon);
  options.resend_after = Millis{100};
  Client client(options);
  std::atomic<int> restarted{0};
  std::vector<Owner> work;
  for (int number = 0; number < owners; ++number) work.emplace_back(client, restarted, number);
  std::vector<std::thread> threads;
  for (Owner& owner : work) threads.emplace_back([&owner] { owner.work(); });
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  while (restarted.load() < restarts) {
    // A life of the daemon ends in the middle of its work, wherever that is, or where it has no more.
    const auto enough = client.outbox().delivered + random() % most_of_a_life;
    CHECK(eventually([&] { return client.outbox().delivered >= enough || client.outbox().waiting == 0; }));
    daemon.kill();
    daemon.start();
    ++restarted;
  }
  for (std::thread& thread : threads) thread.join();
  REQUIRE(client.flush(long_enough()));

  const auto events = all_events(client);
  CHECK(is_whole(events));
  const auto histories = by_token(events);
  CHECK(histories.size() == owners * operations_each);
  CallTimes times;
  for (const Owner& owner : work) {
    for (const Expected& expected : owner.expected()) {
      REQUIRE(histories.count(expected.id) == 1);
      check_history(histories.at(expected.id), expected);
    }
    times.add(owner.times());
  }
  CHECK(client.outbox().refused == 0);
  times.print("calls of owners while the daemon is killed");
  CHECK(times.share_above(1ms) <= tolerated);
}
