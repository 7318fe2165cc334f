#include <catch2/catch.hpp>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("an operation that there is no room for runs without being recorded, or not, as was asked for", "[outbox]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.outbox.limit = 2;
  options.close_within = Millis{10};
  SECTION("it runs") {
    Client client(options);
    Operation one = client.start({.id = "one"});
    Operation two = client.start({.id = "two"});
    Operation three = client.start({.id = "three"});
    CHECK(client.outbox().dropped_operations == 1);
    three.cancel();
    CHECK(three.token().is_cancelled());
    three.finish(Outcome::stopped);
    two.cancel({.reason = "kept"});
    daemon.start();
    REQUIRE(client.flush(long_enough()));
    const auto histories = by_token(all_events(client));
    CHECK(histories.count("three") == 0);
    CHECK(histories.at("two").size() == 3);
    CHECK(histories.at("one").size() == 2);
  }
  SECTION("it does not, with refuse_when_full") {
    options.outbox.refuse_when_full = true;
    Client client(options);
    Operation one = client.start({.id = "one"});
    Operation two = client.start({.id = "two"});
    CHECK_THROWS_AS(client.start({.id = "three"}), OutboxFull);
    CHECK_THROWS_AS(client.start({.id = "three"}), OutboxFull);  // its name was free again
    two.finish(Outcome::succeeded);
    CHECK_NOTHROW(client.start({.id = "four"}));  // the one that has ended makes room
  }
}

TEST_CASE("a command that somebody waits for is refused at once where there is no room", "[outbox]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.outbox.limit = 1;
  options.close_within = Millis{10};
  Client client(options);
  Operation one = client.start({.id = "one"});
  const auto refused = client.call(CreateToken{}, {.timeout = Millis{20'000}});
  REQUIRE(refused.error() != nullptr);
  CHECK(refused.error()->code == -31006);
}

TEST_CASE("a daemon whose batches are short gets everything once, in order, and soon", "[outbox]") {
  DaemonProcess daemon({"--set", "limits.batch_items=3"});
  Client client(options_for(daemon));
  for (int index = 0; index < 300; ++index) {
    Operation operation = client.start({.id = "o" + std::to_string(index)});
    if (index % 3 == 0) operation.cancel();
  }
  daemon.start();
  REQUIRE(client.flush(Millis{6'000}));
  const auto events = all_events(client);
  CHECK(is_whole(events));
  CHECK(client.outbox().refused == 0);
  const auto histories = by_token(events);
  CHECK(histories.size() == 300);
  for (int index = 0; index < 300; ++index) {
    CHECK(histories.at("o" + std::to_string(index)).size() == (index % 3 == 0 ? 4 : 3));
  }
}

TEST_CASE("a daemon whose messages are small gets everything once", "[outbox]") {
  DaemonProcess daemon({"--set", "limits.message_size=16KiB"});
  Client client(options_for(daemon));
  for (int index = 0; index < 300; ++index) Operation operation = client.start({.id = "o" + std::to_string(index)});
  daemon.start();
  REQUIRE(client.flush(Millis{10'000}));
  CHECK(by_token(all_events(client)).size() == 300);
  CHECK(client.outbox().refused == 0);
}
