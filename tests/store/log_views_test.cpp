#include <catch2/catch.hpp>

#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// The log as people see it, with nothing but SQL.

namespace cancel {
namespace {

using Rows = std::vector<std::string>;

Rows column_names(const std::string& path, const std::string& table) {
  return raw_sql(path, "SELECT group_concat(name, ', ') FROM pragma_table_info('" + table + "')");
}

}  // namespace

TEST_CASE("tables and views have the contract's columns", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  SqliteEventLog::open({path});
  CHECK(column_names(path, "cancellation_history") ==
        Rows{"namespace, token, operation, tool, state, cause, reason, mode, requested_by, requested_at, executed_at, "
             "escalated_at, completed_at, expired_at, outcome, latency_ms"});
  CHECK(column_names(path, "token_status") ==
        Rows{"namespace, token, state, cancelled, cause, reason, mode, created_at, version, position"});
  CHECK(column_names(path, "events_text") == Rows{"position, version, time, type, namespace, token, operation, data"});
  CHECK(column_names(path, "events") ==
        Rows{"position, version, time, type, namespace, token, operation, data, previous, checksum"});
}

TEST_CASE("events are readable as they were published", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  story.created({"github", "a"}).started({"github", "a"}).requested({"github", "a"}, "it's \"enough\"");
  REQUIRE(story.session_opened("s").append_to(*log) == Appended::durable);
  CHECK(raw_sql(path, "SELECT position, version, time, type, namespace, token, operation, previous FROM events") ==
        Rows{"1|1|1795248000123456000|TokenCreated|github|a|-|-",
             "2|2|1795248000123456000|OperationStarted|github|a|a|1",
             "3|3|1795248000123456000|CancellationRequested|github|a|a|2",
             "4|0|1795248000123456000|SessionOpened|default|-|-|-"});
  CHECK(raw_sql(path, "SELECT position, version, time, type, namespace, token, operation FROM events_text LIMIT 2") ==
        Rows{"1|1|2026-11-21T08:00:00.123456Z|TokenCreated|github|a|-",
             "2|2|2026-11-21T08:00:00.123456Z|OperationStarted|github|a|a"});
  CHECK(raw_sql(path,
                "SELECT data ->> 'reason', data ->> 'graceMs', data ->> 'forceMs' FROM events "
                "WHERE type = 'CancellationRequested'") == Rows{"it's \"enough\"|5000|-"});
}

TEST_CASE("the history has one row for each cancelled token", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  const auto later = [&](int microseconds) -> Story& { return story.after(std::chrono::microseconds(microseconds)); };
  story.created(named("op")).started(named("op"), "search").created(named("bare")).created(named("untouched"));
  story.requested(named("op"), "too slow").requested(named("bare"));
  later(1'500).executed(named("op"));
  later(1'000'000).escalated(named("op"));
  // The fraction of the end is smaller than that of the beginning, and would round up to the next second.
  later(875'043).completed(named("op"));
  REQUIRE(story.append_to(*log) == Appended::durable);

  CHECK(raw_sql(path, "SELECT * FROM cancellation_history ORDER BY token") ==
        Rows{"default|bare|-|-|requested|user_requested|enough|graceful|ann|2026-11-21T08:00:00.123456Z|-|-|-|-|-|-",
             "default|op|op|search|completed|user_requested|too slow|force|ann|2026-11-21T08:00:00.123456Z|"
             "2026-11-21T08:00:00.124956Z|2026-11-21T08:00:01.124956Z|2026-11-21T08:00:01.999999Z|-|stopped|1876.543"});
}

TEST_CASE("an unconfirmed stop shows when it expired and has no latency", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  story.started(named("op")).requested(named("op")).after(std::chrono::seconds(40));
  REQUIRE(story.expired(named("op"), ExpiredBecause::unconfirmed).append_to(*log) == Appended::durable);
  CHECK(raw_sql(path, "SELECT state, expired_at, completed_at, latency_ms FROM cancellation_history") ==
        Rows{"expired|2026-11-21T08:00:40.123456Z|-|-"});
}

TEST_CASE("the status has one row for each token", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  story.created(named("a")).requested(named("remembered"));
  REQUIRE(story.append_to(*log) == Appended::durable);
  CHECK(raw_sql(path, "SELECT * FROM token_status ORDER BY position") ==
        Rows{"default|a|active|0|-|-|-|2026-11-21T08:00:00.123456Z|1|1",
             "default|remembered|requested|1|user_requested|enough|graceful|-|1|2"});
}

TEST_CASE("questions to the history lead to an index each, whatever is in the log", "[store]") {
  struct Question {
    std::string where;
    std::string index;
  };
  const auto question = GENERATE(values<Question>({
      {"WHERE token = 'x'", "INDEX cancelled_by_name (ANY(<expr>) AND token=?)"},
      {"WHERE token = 'x' AND namespace = 'n'", "INDEX cancelled_by_name (ANY(<expr>) AND token=?)"},
      {"WHERE token = 'x' ORDER BY requested_at DESC LIMIT 10", "INDEX cancelled_by_name (ANY(<expr>) AND token=?)"},
      {"WHERE namespace = 'n' ORDER BY requested_at DESC LIMIT 100", "INDEX cancelled_by_namespace (namespace=?"},
      {"WHERE cause = 'timeout' ORDER BY requested_at DESC LIMIT 100", "INDEX cancelled_by_cause (cause=?"},
      {"WHERE requested_at >= '2026' ORDER BY requested_at DESC LIMIT 100", "INDEX cancelled_by_time (requested_at>?)"},
      {"WHERE requested_at >= '2026' GROUP BY tool", "INDEX cancelled_by_time (requested_at>?)"},
      {"ORDER BY requested_at DESC LIMIT 10", "INDEX cancelled_by_time"},
  }));
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  SqliteEventLog::open({path});
  std::string plan;
  for (const auto& row : raw_sql(path, "EXPLAIN QUERY PLAN SELECT * FROM cancellation_history " + question.where)) {
    plan += row + "\n";
  }
  INFO(question.where << "\n" << plan);
  CHECK_THAT(plan, Catch::Contains(question.index));
  CHECK_THAT(plan, !Catch::Contains("SCAN tokens\n"));
}

}  // namespace cancel
