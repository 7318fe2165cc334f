#include "log/turn_log.hpp"

#include <catch2/catch.hpp>

#include "log_fixture.hpp"

namespace cancel::daemon::test {
namespace {

Event event(Position position, EventData data, bool of_operation = false) {
  Event event;
  event.position = position;
  event.version = position;
  event.token = {"ns", "tok"};
  event.of_operation = of_operation;
  event.data = std::move(data);
  return event;
}

CancellationRequested requested() {
  CancellationRequested data;
  data.reason = "no longer\nneeded";
  data.requested_by = "alice";
  data.grace = Millis{500};
  return data;
}

TurnReport story() {
  TurnReport report;
  report.published = {
      event(1, TokenCreated{}),
      event(2, OperationStarted{"build", RequestId{std::int64_t{1}}, "ses", Millis{5}, {}, {}, {}, {}, true}, true),
      event(3, requested(), true),
      event(4, CancellationExecuted{}, true),
      event(5, CancellationEscalated{EscalatedBecause::grace_elapsed, {}}, true),
      event(6, CancellationExpired{ExpiredBecause::unconfirmed}, true),
      event(7, CancellationCompleted{Outcome::failed, "broken pipe", true}, true),
      event(8, OperationFinished{Outcome::succeeded, {}}, true),
      event(9, TokenReleased{}),
      event(10, SessionOpened{"ses", "server", "1.0", 42, {}, Millis{30'000}}),
      event(11, SessionClosed{"ses", SessionClosedBecause::lease_elapsed})};
  report.published[9].token.id.clear();
  report.published[10].token.id.clear();
  report.published[2].command_id = "cmd-1";
  return report;
}

const std::vector<std::string> cancellation_facts = {
    "info cancellation requested position=3 namespace=ns token=tok operation=tok cause=user_requested mode=graceful "
    "reason=\"no longer\\nneeded\" requested_by=alice grace_ms=500 command_id=cmd-1",
    "info cancellation executed position=4 namespace=ns token=tok operation=tok",
    "info cancellation escalated position=5 namespace=ns token=tok operation=tok because=grace_elapsed",
    "warn cancellation expired position=6 namespace=ns token=tok operation=tok because=unconfirmed",
    "info cancellation completed position=7 namespace=ns token=tok operation=tok outcome=failed error=\"broken pipe\" "
    "late=true"};

}  // namespace

TEST_CASE("the facts of a cancellation are told, with its reason", "[log]") {
  CapturedLog captured(LogLevel::info);
  TurnLog(captured.log, false).tell(story(), Moment{});
  CHECK(captured.facts() == cancellation_facts);
}

TEST_CASE("with detailed events all of them are told, in their order", "[log]") {
  CapturedLog captured(LogLevel::info);
  TurnLog(captured.log, true).tell(story(), Moment{});
  std::vector<std::string> expected = cancellation_facts;
  expected.insert(expected.begin(),
                  {"info token created position=1 namespace=ns token=tok",
                   "info operation started position=2 namespace=ns token=tok operation=tok tool=build request_id=1 "
                   "session=ses deadline_ms=5 already_running=true"});
  expected.insert(expected.end(),
                  {"info operation finished position=8 namespace=ns token=tok operation=tok outcome=succeeded",
                   "info token released position=9 namespace=ns token=tok",
                   "info session opened position=10 namespace=ns session=ses name=server client_version=1.0 pid=42 "
                   "lease_ms=30000",
                   "info session closed position=11 namespace=ns session=ses because=lease_elapsed"});
  CHECK(captured.facts() == expected);
}

TEST_CASE("of a result its size is told, not what it says", "[log][result]") {
  CapturedLog captured(LogLevel::info);
  TurnReport report;
  report.published = {event(1, OperationFinished{Outcome::succeeded, {}, "secret"}, true),
                      event(2, CancellationCompleted{Outcome::succeeded, {}, false, std::string(1'234, 's')}, true)};
  TurnLog(captured.log, true).tell(report, Moment{});
  CHECK(captured.facts() ==
        std::vector<std::string>{"info operation finished position=1 namespace=ns token=tok operation=tok "
                                 "outcome=succeeded result_bytes=6",
                                 "info cancellation completed position=2 namespace=ns token=tok operation=tok "
                                 "outcome=succeeded result_bytes=1234"});
}

TEST_CASE("a stop that nobody confirmed is told as a warning, a time-to-live that ran out is not", "[log]") {
  CapturedLog captured(LogLevel::warn);
  TurnReport report;
  report.published = {event(1, CancellationExpired{ExpiredBecause::ttl}),
                      event(2, CancellationExpired{ExpiredBecause::unconfirmed})};
  TurnLog(captured.log, true).tell(report, Moment{});
  CHECK(captured.facts() ==
        std::vector<std::string>{"warn cancellation expired position=2 namespace=ns token=tok because=unconfirmed"});
}

TEST_CASE("refused commands are told to those who look for mistakes, and our own mistakes to everyone", "[log]") {
  TurnReport report;
  report.refused = {Error{ErrorCode::token_not_found, "no token 'x'"}, Error{ErrorCode::internal_error, "a bug"}};
  CapturedLog normal(LogLevel::info);
  TurnLog(normal.log, false).tell(report, Moment{});
  CHECK(normal.facts() == std::vector<std::string>{"error command refused code=-32603 because=\"a bug\""});

  CapturedLog curious(LogLevel::debug);
  TurnLog(curious.log, false).tell(report, Moment{});
  CHECK(curious.facts() == std::vector<std::string>{"debug command refused code=-31001 because=\"no token 'x'\"",
                                                    "error command refused code=-32603 because=\"a bug\""});
}

TEST_CASE("of very many events of one second the first are told, the rest counted, and warnings told all the same",
          "[log]") {
  CapturedLog captured(LogLevel::info);
  TurnLog log(captured.log, false);
  TurnReport report;
  for (Position position = 1; position <= 300; ++position) {
    report.published.push_back(event(position, requested(), true));
  }
  report.published.push_back(event(301, CancellationExpired{ExpiredBecause::unconfirmed}, true));
  log.tell(report, Moment{0});
  log.tell(report, Moment{999'999});
  auto facts = captured.facts();
  REQUIRE(facts.size() == 502);
  CHECK(facts[300].find("warn cancellation expired position=301 ") == 0);
  CHECK(facts[501].find("warn cancellation expired position=301 ") == 0);
  log.tell(TurnReport{}, Moment{1'000'000});
  log.tell(report, Moment{1'000'001});
  facts = captured.facts();
  REQUIRE(facts.size() == 502 + 1 + 301);
  CHECK(facts[502] == "info more events, not told one by one count=100 head=300");
}

TEST_CASE("the log's failure and recovery are told", "[log]") {
  CapturedLog captured(LogLevel::warn);
  TurnReport failed;
  failed.storage_failed = "disk full";
  TurnLog(captured.log, false).tell(failed, Moment{});
  TurnReport recovered;
  recovered.storage_recovered = true;
  TurnLog(captured.log, false).tell(recovered, Moment{});
  CHECK(captured.facts() ==
        std::vector<std::string>{"error log takes no events because=\"disk full\"", "warn log takes events again"});
}

TEST_CASE("what a clean-up did is told", "[log]") {
  CapturedLog captured(LogLevel::debug);
  TurnReport report;
  report.archived = 3;
  report.pruned = 2;
  report.snapshot_failed = "disk full";
  TurnLog log(captured.log, false);
  log.tell(report, Moment{0});
  CHECK(captured.facts() == std::vector<std::string>{"debug ended tokens left memory count=3",
                                                     "warn no snapshot could be written because=\"disk full\""});
}

TEST_CASE("what was removed from the log is told once a second", "[log]") {
  CapturedLog captured(LogLevel::info);
  TurnReport report;
  report.pruned = 2;
  TurnLog log(captured.log, false);
  log.tell(report, Moment{0});
  log.tell(report, Moment{500'000});
  CHECK(captured.facts().empty());
  log.tell(TurnReport{}, Moment{1'000'000});
  CHECK(captured.facts() == std::vector<std::string>{"info tokens removed from the log count=4"});
}

TEST_CASE("a log that turns out to be damaged is told", "[log]") {
  CapturedLog captured(LogLevel::error);
  TurnReport report;
  report.damage = "event 5: it is missing";
  TurnLog(captured.log, false).tell(report, Moment{0});
  CHECK(captured.facts() == std::vector<std::string>{"error the log is damaged because=\"event 5: it is missing\""});
}

TEST_CASE("a turn in which nothing happened says nothing", "[log]") {
  CapturedLog captured(LogLevel::trace);
  TurnLog(captured.log, true).tell(TurnReport{}, Moment{});
  CHECK(captured.lines().empty());
}

}  // namespace cancel::daemon::test
