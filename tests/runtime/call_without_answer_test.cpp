#include <catch2/catch.hpp>

#include <future>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("where there is no daemon, a call ends when its time is over, and has not happened", "[call]") {
  DaemonProcess daemon;
  Client client(options_for(daemon));
  const auto created = client.call(CreateToken{.name = {"default", "never"}}, {.timeout = Millis{30}});
  REQUIRE(created.no_reply() != nullptr);
  CHECK_FALSE(created.no_reply()->sent);
  const auto read = client.call(ReadInfo{}, {.timeout = Millis{30}});
  REQUIRE(read.no_reply() != nullptr);
  CHECK_FALSE(read.no_reply()->sent);
  CHECK(client.outbox().waiting == 0);
  daemon.start();
  CHECK(client.call(ReadStatus{{"default", "never"}}).error()->code == -31001);
}

TEST_CASE("a call that says no time takes the client's", "[call]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.timeout = Millis{30};
  Client client(options);
  CHECK(client.call(ReadInfo{}).no_reply() != nullptr);
}

TEST_CASE("what a daemon that stands still was told may have happened, and happens once", "[call]") {
  RunningDaemon daemon;
  auto options = options_for(daemon);
  options.resend_after = Millis{20};
  Client client(options);
  REQUIRE(client.call(CreateToken{}));  // a change, unlike a read, waits for the client's session
  daemon.suspend();
  const CreateToken create{.name = {"default", "once"}};
  const auto unanswered = client.call(create, {.timeout = Millis{1000}, .command_id = "mine"});
  REQUIRE(unanswered.no_reply() != nullptr);
  CHECK(unanswered.no_reply()->sent);
  daemon.resume();
  const auto again = client.call(create, {.timeout = long_enough(), .command_id = "mine"});
  REQUIRE(again);
  CHECK(again.replayed());
  CHECK(types_of(all_events(client), "once") == Types{EventType::token_created});
}

TEST_CASE("a completion is called once where no answer comes, too", "[call]") {
  DaemonProcess daemon;
  Client client(options_for(daemon));
  std::atomic<int> called{0};
  std::promise<void> done;
  client.call(CreateToken{}, {.timeout = Millis{20}}, [&](auto answer) {
    if (answer.no_reply() != nullptr && ++called == 1) done.set_value();
  });
  done.get_future().get();
  daemon.start();
  REQUIRE(client.call(ReadInfo{}));
  CHECK(called == 1);
}

TEST_CASE("a call that is open when its client is closed is told that there is no answer", "[call]") {
  DaemonProcess daemon;
  auto options = options_for(daemon);
  options.close_within = Millis{50};
  Client client(options);
  std::promise<bool> change, read, waited;
  client.call(CreateToken{}, {.timeout = Millis{60'000}},
              [&](auto answer) { change.set_value(answer.no_reply() != nullptr); });
  client.call(ReadInfo{}, {.timeout = Millis{60'000}},
              [&](auto answer) { read.set_value(answer.no_reply() != nullptr); });
  std::thread other(
      [&] { waited.set_value(client.call(CreateToken{}, {.timeout = Millis{60'000}}).no_reply() != nullptr); });
  REQUIRE(eventually([&] { return client.outbox().waiting == 2; }));
  client.close();
  for (auto* promise : {&change, &read, &waited}) {
    auto future = promise->get_future();
    REQUIRE(future.wait_for(10s) == std::future_status::ready);
    CHECK(future.get());
  }
  other.join();
}

TEST_CASE("what a suspended daemon was asked is told that there is no answer when the client is closed", "[call]") {
  RunningDaemon daemon;
  auto options = options_for(daemon);
  options.close_within = Millis{50};
  Client client(options);
  REQUIRE(client.call(ReadInfo{}));
  daemon.suspend();
  std::promise<Answer<InfoReply>> read;
  std::promise<Answer<CreateReply>> change;
  client.call(ReadInfo{}, {.timeout = Millis{60'000}}, [&](auto answer) { read.set_value(std::move(answer)); });
  client.call(CreateToken{}, {.timeout = Millis{60'000}}, [&](auto answer) { change.set_value(std::move(answer)); });
  client.close();
  auto answer = read.get_future();
  REQUIRE(answer.wait_for(10s) == std::future_status::ready);
  CHECK(answer.get().no_reply() != nullptr);
  auto outcome = change.get_future();
  REQUIRE(outcome.wait_for(10s) == std::future_status::ready);
  CHECK(outcome.get().no_reply() != nullptr);
}

TEST_CASE("a call on a closed client is told at once that there is no answer", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  client.close();
  const auto begin = std::chrono::steady_clock::now();
  CHECK(client.call(ReadInfo{}, {.timeout = Millis{10'000}}).no_reply() != nullptr);
  CHECK(client.call(CreateToken{}, {.timeout = Millis{10'000}}).no_reply() != nullptr);
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
  client.close();  // again: nothing
}
