#include <catch2/catch.hpp>

#include "cancel/token/callback_thread.hpp"
#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("a client says whether the daemon answers, and how far it has seen its log", "[standing]") {
  DaemonProcess daemon;
  NoticeBoard notices;
  auto options = options_for(daemon);
  options.on_notice = notices.handler();
  Client client(options);
  CHECK_FALSE(client.standing().connected);
  CHECK(client.standing().log_id.empty());
  daemon.start();
  REQUIRE(eventually([&] { return client.standing().connected; }));
  const auto info = client.call(ReadInfo{});
  CHECK(client.standing().log_id == info->log_id);
  Operation operation = client.start();
  REQUIRE(client.flush(long_enough()));
  const Position head = client.call(ReadInfo{})->head;
  CHECK(eventually([&] { return client.standing().position == head; }));
  daemon.kill();
  REQUIRE(eventually([&] { return !client.standing().connected; }));
  daemon.start();
  REQUIRE(eventually([&] { return client.standing().connected; }));
  REQUIRE(eventually([&] { return notices.count(Notice::Kind::connected) == 2; }));
  CHECK(notices.count(Notice::Kind::disconnected) == 1);
}

TEST_CASE("flush() tells whether everything was told within the time", "[standing]") {
  DaemonProcess daemon;
  Client client(options_for(daemon));
  CHECK(client.flush(Millis{0}));  // nothing is to be told
  Operation operation = client.start();
  CHECK_FALSE(client.flush(Millis{10}));
  CHECK_FALSE(client.flush(Millis{-1}));
  CHECK(client.outbox().waiting == 1);
  daemon.start();
  CHECK(client.flush(long_enough()));
  CHECK(client.outbox() == OutboxStatistics{.delivered = 1});
}

TEST_CASE("a client delivers what waits when it is destroyed, and ends its session", "[standing]") {
  RunningDaemon daemon;
  Client observer(options_for(daemon));
  {
    Client client(options_for(daemon));
    for (int index = 0; index < 500; ++index) Operation operation = client.start();
  }
  const auto events = all_events(observer);
  CHECK(by_token(events).size() == 500);
  REQUIRE(events.back().type() == EventType::session_closed);
  CHECK(std::get<SessionClosed>(events.back().data).because == SessionClosedBecause::closed);
}

TEST_CASE("a client that was moved goes on where it was, and the one in its place is closed", "[standing]") {
  RunningDaemon daemon;
  Client first(options_for(daemon));
  Operation operation = first.start({.id = "moved"});
  Client second = std::move(first);
  CHECK(second.call(ReadStatus{operation.name()}));
  Client third(options_for(daemon));
  Operation closed = third.start({.id = "closed"});
  third = std::move(second);
  CHECK(third.call(ReadStatus{operation.name()})->token.state == TokenState::active);
  CHECK(third.call(ReadStatus{closed.name()})->token.cancelled());
}

TEST_CASE("an endpoint that can not be used is refused when the client is made", "[standing]") {
  auto options = options_for(DaemonProcess());
  options.command_endpoint = "no endpoint";
  CHECK_THROWS_AS(Client(options), BadEndpoint);
}

TEST_CASE("several clients of one process have one callback thread, on which notices come, too", "[standing]") {
  RunningDaemon daemon;
  std::atomic<int> told{0};
  std::atomic<bool> elsewhere{false};
  auto options = options_for(daemon);
  options.on_notice = [&](const Notice&) {
    if (!detail::CallbackThread::instance().is_this()) elsewhere = true;
    ++told;
  };
  Client one(options), other(options);
  REQUIRE(eventually([&] { return told >= 2; }));
  CHECK_FALSE(elsewhere);
}
