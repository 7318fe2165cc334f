#include "cancel/store/sqlite_event_log.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "raw_sql.hpp"
#include "schema.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

namespace cancel {
namespace {

constexpr std::size_t all = 10'000;

}  // namespace

TEST_CASE("a log is the same after it was closed and opened", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  Story story;
  std::string id;
  {
    const auto log = SqliteEventLog::open({path});
    id = log->id();
    story.session_opened("s").created(named("a")).started(named("a")).requested(named("a")).created(named("b"));
    REQUIRE(story.append_to(*log) == Appended::durable);
  }
  const auto log = SqliteEventLog::open({path});
  CHECK(log->id() == id);
  CHECK(log->head() == story.head());
  CHECK(log->first() == 1);
  CHECK(log->read_after(0, all) == story.events());
  CHECK(log->list_tokens(0, {}, all) == story.rows());
  CHECK(log->read_token(named("a")) == story.events_of(named("a")));
  CHECK(log->contains(named("a")));
  CHECK(log->contains(named("b")));
  CHECK_FALSE(log->contains(named("c")));
  REQUIRE(story.executed(named("a")).append_to(*log) == Appended::durable);
  CHECK(log->read_token(named("a")) == story.events_of(named("a")));
}

TEST_CASE("what retention removed stays removed, and positions go on", "[store]") {
  const TemporaryFolder folder;
  Story story;
  {
    const auto log = SqliteEventLog::open({folder / "cancel.db"});
    REQUIRE(story.created(named("a")).released(named("a")).append_to(*log) == Appended::durable);
    const std::vector<TokenKey> tokens{1};
    log->prune(tokens, 3, {});
  }
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  CHECK(log->first() == 3);
  CHECK(log->head() == 2);
  REQUIRE(story.created(named("b")).append_to(*log) == Appended::durable);
  CHECK(log->read_after(0, all) == std::vector{story.events().back()});
}

TEST_CASE("two logs have two identities", "[store]") {
  const TemporaryFolder folder;
  CHECK(SqliteEventLog::open({folder / "a.db"})->id() != SqliteEventLog::open({folder / "b.db"})->id());
}

TEST_CASE("a closed log is one file", "[store]") {
  const TemporaryFolder folder;
  Story story;
  REQUIRE(story.created(named("a")).append_to(*SqliteEventLog::open({folder / "cancel.db"})) == Appended::durable);
  std::filesystem::copy_file(folder / "cancel.db", folder / "copy.db");
  CHECK(SqliteEventLog::open({folder / "copy.db"})->read_after(0, all) == story.events());
}

TEST_CASE("an empty file becomes a log", "[store]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "cancel.db").close();
  CHECK(SqliteEventLog::open({folder / "cancel.db"})->head() == 0);
}

TEST_CASE("a log with normal durability keeps what it was given", "[store]") {
  const TemporaryFolder folder;
  Story story;
  OpenOptions options{folder / "cancel.db"};
  options.durability = Durability::normal;
  REQUIRE(story.created(named("a")).append_to(*SqliteEventLog::open(options)) == Appended::durable);
  CHECK(SqliteEventLog::open(options)->read_after(0, all) == story.events());
}

TEST_CASE("a log that another program wrote into has moved on", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  raw_sql(folder / "cancel.db",
          "INSERT INTO events (position, version, time, type, namespace, token, data) VALUES "
          "(2, 1, 1795248001000000000, 'TokenCreated', 'default', 'x', '{}')");
  CHECK(story.created(named("b")).append_to(*log) == Appended::moved_on);
  CHECK(log->head() == 2);
  CHECK(log->read_after(1, all).front().token == named("x"));
}

TEST_CASE("an append waits no longer than it was told for another program's lock, and then nothing is recorded",
          "[store]") {
  const TemporaryFolder folder;
  OpenOptions options{folder / "cancel.db"};
  options.busy_timeout = std::chrono::milliseconds(1);
  const auto log = SqliteEventLog::open(options);
  Story story;
  const Batch batch = story.created(named("a")).take();
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(options.path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  try {
    log->append(batch);
    FAIL("the append did not fail");
  } catch (const LogError& error) {
    CHECK(error.outcome() == StorageOutcome::not_recorded);
  }
  CHECK_THROWS_AS(log->recover(), LogError);
  sqlite3_close(other);
  log->recover();
  CHECK(log->append(batch) == Appended::durable);
}

TEST_CASE("a new log notes who made it and when", "[store]") {
  const TemporaryFolder folder;
  OpenOptions options{folder / "cancel.db"};
  options.program_version = "canceld 0.1.0";
  SqliteEventLog::open(options);
  CHECK(raw_sql(options.path, "SELECT value FROM meta WHERE key = 'program_version'") ==
        std::vector<std::string>{"canceld 0.1.0"});
  CHECK(raw_sql(options.path, "SELECT value FROM meta WHERE key = 'created_at'").front().ends_with("Z"));
  CHECK(raw_sql(options.path, "PRAGMA application_id") == std::vector<std::string>{"1128353347"});
  CHECK(raw_sql(options.path, "PRAGMA user_version") == std::vector<std::string>{std::to_string(log_schema_version)});
  CHECK(raw_sql(options.path, "PRAGMA auto_vacuum") == std::vector<std::string>{"2"});
  CHECK(raw_sql(options.path, "PRAGMA journal_mode") == std::vector<std::string>{"wal"});
}

}  // namespace cancel
