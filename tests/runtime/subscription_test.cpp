#include <catch2/catch.hpp>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

namespace {

// The next event, whatever else is told in between; throws where none comes.
Event next_event(Subscription& subscription) {
  while (const auto item = subscription.next(Millis{10'000})) {
    if (const auto* followed = std::get_if<FollowedEvent>(&*item)) return followed->event;
  }
  throw std::runtime_error("no event came");
}

template <typename Item>
bool comes(Subscription& subscription) {
  while (const auto item = subscription.next(Millis{10'000})) {
    if (std::holds_alternative<Item>(*item)) return true;
  }
  return false;
}

void create(Client& client, int count, const std::string& prefix) {
  for (int index = 0; index < count; ++index) {
    client.call(CreateToken{.name = {"default", prefix + std::to_string(index)}}, {}, [](const auto&) {});
  }
  REQUIRE(client.flush(long_enough()));
}

}  // namespace

TEST_CASE("a subscription hands out the log from where it was asked, and then what happens", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  create(client, 3, "before");
  Subscription subscription = client.subscribe({.after = Position{1}});
  CHECK(next_event(subscription).position == 2);
  CHECK(next_event(subscription).position == 3);
  REQUIRE(comes<CaughtUp>(subscription));
  create(client, 1, "after");
  const Event live = next_event(subscription);
  CHECK(live.position == 4);
  CHECK(live.token.id == "after0");
  CHECK_FALSE(subscription.next(Millis{1}));
}

TEST_CASE("a subscription hands out what its filter asks for", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  FollowOptions options{.after = Position{0}};
  options.filter.types = {EventType::cancellation_requested};
  options.filter.space = "wanted";
  Subscription subscription = client.subscribe(options);
  for (const char* space : {"other", "wanted"}) {
    Operation operation = client.start({.id = "x", .space = space});
    operation.cancel();
  }
  const Event event = next_event(subscription);
  CHECK(event.type() == EventType::cancellation_requested);
  CHECK(event.token.space == "wanted");
}

TEST_CASE("who is slower than the daemon gets everything all the same, in order", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Subscription subscription = client.subscribe({.after = Position{0}, .queue = 100});
  create(client, 10'000, "t");
  for (Position position = 1; position <= 10'000; ++position) REQUIRE(next_event(subscription).position == position);
}

TEST_CASE("a subscription goes on over a restart, and says so", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Subscription subscription = client.subscribe({.after = Position{0}});
  create(client, 2, "before");
  CHECK(next_event(subscription).position == 1);
  CHECK(next_event(subscription).position == 2);
  daemon.kill();
  REQUIRE(comes<Disconnected>(subscription));
  daemon.start();
  REQUIRE(comes<Connected>(subscription));
  create(client, 1, "after");
  CHECK(next_event(subscription).position == 3);
}

TEST_CASE("a subscription tells of another log, and begins anew", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Subscription subscription = client.subscribe({.after = Position{0}});
  create(client, 2, "before");
  CHECK(next_event(subscription).position == 1);
  CHECK(next_event(subscription).position == 2);
  daemon.kill();
  daemon.remove_log();
  daemon.start();
  REQUIRE(comes<LogChanged>(subscription));
  create(client, 1, "after");
  const Event first = next_event(subscription);
  CHECK(first.position == 1);
  CHECK(first.token.id == "after0");
}

TEST_CASE("a subscription ends with its client", "[subscription]") {
  RunningDaemon daemon;
  Subscription subscription;
  std::thread waiting;
  {
    Client client(options_for(daemon));
    subscription = client.subscribe({.after = Position{0}});
    REQUIRE(comes<CaughtUp>(subscription));
    waiting = std::thread([&] {
      while (subscription.next(Millis{30'000})) {
      }
    });
  }
  waiting.join();
  CHECK_FALSE(subscription.next(Millis{30'000}));
}

TEST_CASE("a subscription of a closed client is over from the beginning", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  client.close();
  Subscription subscription = client.subscribe({.after = Position{0}});
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(subscription.next(Millis{20'000}));
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("each item of a subscription goes to one caller", "[subscription]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Subscription subscription = client.subscribe({.after = Position{0}});
  std::atomic<std::uint64_t> sum{0};
  std::atomic<int> count{0};
  std::vector<std::thread> readers;
  for (int index = 0; index < 4; ++index) {
    readers.emplace_back([&] {
      while (count < 1'000) {
        const auto item = subscription.next(Millis{20});
        const auto* followed = item ? std::get_if<FollowedEvent>(&*item) : nullptr;
        if (followed == nullptr) continue;
        sum += followed->event.position;
        ++count;
      }
    });
  }
  create(client, 1'000, "t");
  for (auto& reader : readers) reader.join();
  CHECK(sum == 1'000 * 1'001 / 2);
}
