#include "text/event_line.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>

namespace cancel::text {
namespace {

using namespace std::chrono_literals;

Event event_with(EventData data) {
  Event event;
  event.position = 12;
  event.version = 2;
  event.time = Timestamp{1'700'000'000s};
  event.token = {"github", "tok-1"};
  event.data = std::move(data);
  return event;
}

std::string details(EventData data) {
  return event_details(event_with(std::move(data)));
}

TEST_CASE("an event is one line: position, time, type, token, and what it says", "[event]") {
  setenv("TZ", "UTC", 1);
  tzset();
  const Event event = event_with(CancellationRequested{.reason = "too slow", .requested_by = "ann"});
  CHECK(event_line(event, Palette(false)) ==
        "    12  2023-11-14 22:13:20.000  CancellationRequested  github/tok-1  user_requested, graceful, \"too slow\", "
        "by ann");
}

TEST_CASE("an event of a session names its namespace only", "[event]") {
  Event event = event_with(SessionClosed{"s-1", SessionClosedBecause::lease_elapsed});
  event.token.id.clear();
  CHECK(event_line(event, Palette(false)).find("  SessionClosed          github  session s-1, lease_elapsed") !=
        std::string::npos);
}

TEST_CASE("a reason can not break out of its line", "[event]") {
  const std::string line = event_line(event_with(CancellationRequested{.reason = "x\n\x1b[2J"}), Palette(false));
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
}

TEST_CASE("every kind of event tells what it holds", "[event]") {
  CHECK(details(TokenCreated{{{"github", "p"}}, 5s, {{"a", "b"}}}) == "time to live 5 s, under github/p, a=b");
  CHECK(details(OperationStarted{.tool = "search", .request_id = "7", .session = "s", .deadline = 1s}) ==
        "tool search, request \"7\", session s, deadline 1 s");
  CHECK(details(OperationStarted{.request_id = std::int64_t{7}, .grace = 1s, .force = 2s, .already_running = true}) ==
        "request 7, grace 1 s, force time 2 s, already running");
  CHECK(details(CancellationExecuted{}).empty());
  CHECK(details(CancellationEscalated{EscalatedBecause::grace_elapsed}) == "grace_elapsed");
  CHECK(details(CancellationCompleted{Outcome::failed, "boom", true}) == "failed, \"boom\", late");
  CHECK(details(CancellationExpired{ExpiredBecause::unconfirmed}) == "unconfirmed");
  CHECK(details(OperationFinished{Outcome::succeeded, {}}) == "succeeded");
  CHECK(details(OperationFinished{Outcome::failed, "boom", "x"}) == "failed, \"boom\", result 1 byte");
  CHECK(details(OperationFinished{Outcome::succeeded, {}, ""}) == "succeeded, result 0 bytes");
  CHECK(details(OperationFinished{Outcome::succeeded, {}, std::string(1'234, 'x')}) == "succeeded, result 1,234 bytes");
  CHECK(details(CancellationCompleted{Outcome::stopped, {}, true, std::string(262'144, 'x')}) ==
        "stopped, result 262,144 bytes, late");
  CHECK(details(TokenReleased{}).empty());
  CHECK(details(SessionOpened{"s", "server", "1.0", 42, "host", 30s}) ==
        "session s, name server, version 1.0, pid 42, host host, lease 30 s");
}

}  // namespace
}  // namespace cancel::text
