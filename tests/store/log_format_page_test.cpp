#include <catch2/catch.hpp>
#include <fstream>

#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// The SQL in libcancel/doc/log-format.md is run as it stands there.

namespace cancel {
namespace {

// The indented blocks that are queries, without their semicolons.
std::vector<std::string> queries_in(const std::string& page) {
  std::vector<std::string> queries;
  std::ifstream file(page);
  bool in_query = false;
  for (std::string line; std::getline(file, line);) {
    const bool indented = line.starts_with("    ");
    const bool begins = indented && !in_query && (line.starts_with("    SELECT") || line.starts_with("    WITH"));
    if (begins) queries.emplace_back();
    in_query = indented && (in_query || begins);
    if (in_query) queries.back() += line + "\n";
  }
  return queries;
}

}  // namespace

TEST_CASE("every query in the page about the log's format finds something in a log that has everything", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  const TokenName token{"github", "tok-1"};
  story.session_opened("s").created(token).started(token).requested(token).executed(token).escalated(token);
  story.completed(token, Outcome::succeeded).started(named("lost")).requested(named("lost"));
  story.expired(named("lost"), ExpiredBecause::unconfirmed).started(named("stopping")).requested(named("stopping"));
  const Batch batch = story.take();
  std::vector<Event> events(batch.events.begin(), batch.events.end());
  events.front().command_id = "c-42";
  REQUIRE(log->append({0, events, batch.tokens}) == Appended::durable);

  const auto queries = queries_in(LOG_FORMAT_PAGE);
  CHECK(queries.size() == 9);
  for (const std::string& query : queries) {
    INFO(query);
    CHECK_FALSE(raw_sql(path, query).empty());
  }
}

TEST_CASE("a token's events are found along its chain as the page says", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  const TokenName token{"github", "tok-1"};
  story.created(token).created(named("other")).requested(token).requested(named("other")).completed(token);
  REQUIRE(story.append_to(*log) == Appended::durable);
  std::string walk;
  for (const std::string& query : queries_in(LOG_FORMAT_PAGE)) {
    if (query.starts_with("    WITH")) walk = query;
  }
  const auto rows = raw_sql(path, walk);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].starts_with("1|"));
  CHECK(rows[1].starts_with("3|"));
  CHECK(rows[2].starts_with("5|"));
}

}  // namespace cancel
