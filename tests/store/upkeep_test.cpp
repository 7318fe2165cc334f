#include <catch2/catch.hpp>
#include <filesystem>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "checkpointer.hpp"
#include "name_group.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// What maintain() does: checkpoints, names, and space that is given back.

namespace cancel {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t page = 4'096;

// Appends `count` tokens that were created and cancelled, a thousand a commit.
void append_tokens(EventLog& log, Story& story, std::size_t count, const std::string& prefix) {
  for (std::size_t token = 0; token < count; ++token) {
    const TokenName name = named(prefix + std::to_string(token));
    story.created(name).requested(name);
    if ((token + 1) % 1'000 == 0 || token + 1 == count) REQUIRE(story.append_to(log) == Appended::durable);
  }
}

void maintain(EventLog& log) {
  while (log.maintain({})) {
  }
}

OpenOptions quick(const std::string& path) {
  OpenOptions options{path};
  options.durability = Durability::normal;
  return options;
}

// A row without a story, for logs that are large.
void append_bare_tokens(EventLog& log, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    std::vector<Event> events;
    std::vector<TokenView> rows;
    for (std::size_t each = 0; each < 4'096 && done < count; ++each, ++done) {
      Event event;
      event.position = log.head() + each + 1;
      event.version = 1;
      event.token = named("bare-" + std::to_string(event.position));
      event.data = TokenCreated{};
      TokenView row;
      row.key = row.position = event.position;
      row.version = 1;
      row.name = event.token;
      events.push_back(std::move(event));
      rows.push_back(std::move(row));
    }
    REQUIRE(log.append({log.head(), events, rows}) == Appended::durable);
  }
}

std::string number(const std::string& path, const std::string& sql) {
  return raw_sql(path, sql).front();
}

}  // namespace

TEST_CASE("the write-ahead log stays small under endless load, also where nobody does the upkeep", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open(quick(path));
  const bool kept_up = GENERATE(true, false);
  Story story;
  std::uintmax_t largest = 0;
  for (int turn = 0; turn < 60; ++turn) {
    append_tokens(*log, story, 1'000, std::to_string(turn) + "-");
    if (kept_up) log->maintain({});
    largest = std::max(largest, fs::file_size(path + "-wal"));
  }
  CHECK(largest < (kept_up ? 4 : 20) * Checkpointer::step_pages * page);
}

TEST_CASE("a slow reader lets the write-ahead log grow, and after him it is cut back", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open(quick(path));
  Story story;
  append_tokens(*log, story, 1'000, "before-");
  LogReader reader(path);
  {
    const auto snapshot = reader.snapshot();
    const Position seen = reader.head();
    for (int turn = 0; turn < 60; ++turn) {
      append_tokens(*log, story, 1'000, std::to_string(turn) + "-");
      log->maintain({});
    }
    CHECK(reader.head() == seen);
    CHECK(fs::file_size(path + "-wal") > 20u << 20);
    // Nothing more can be done while he reads; that is no reason to try without end.
    maintain(*log);
  }
  append_tokens(*log, story, 5'000, "after-");
  maintain(*log);
  append_tokens(*log, story, 1'000, "later-");
  CHECK(fs::file_size(path + "-wal") <= 17u << 20);
  CHECK(reader.head() == story.head());
}

TEST_CASE("space that retention frees is given back in steps", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open(quick(path));
  Story story;
  append_tokens(*log, story, 20'000, "t");
  maintain(*log);
  const Position before = story.row(named("t17999")).position + 1;
  std::vector<TokenKey> tokens;
  for (const TokenView& row : story.rows()) {
    if (row.position < before) tokens.push_back(row.key);
  }
  const auto full = std::stoll(number(path, "PRAGMA page_count"));
  for (std::size_t done = 0; done < tokens.size(); done += 500) {
    log->prune(std::span(tokens).subspan(done, std::min<std::size_t>(500, tokens.size() - done)), before, {});
    log->maintain({});
  }
  int steps = 0;
  while (log->maintain({})) ++steps;
  CHECK(std::stoll(number(path, "PRAGMA page_count")) < full / 5);
  CHECK(fs::file_size(path) < static_cast<std::uintmax_t>(full) * page / 2);
  CHECK(check_structure(path) == std::nullopt);
  CHECK(log->contains(named("t19999")));
  CHECK_FALSE(log->contains(named("t0")));
  CHECK(log->read_token(named("t19999")) == story.events_of(named("t19999")));
}

TEST_CASE("names are stored in groups, are known after opening, and go with their tokens", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const std::size_t tokens = NameGroup::capacity + 5'000;
  const std::string last = "bare-" + std::to_string(tokens);
  {
    const auto log = SqliteEventLog::open(quick(path));
    append_bare_tokens(*log, tokens);
    CHECK(log->contains(named("bare-1")));
    maintain(*log);
    CHECK(number(path, "SELECT group_concat(last_key) FROM name_groups") == std::to_string(NameGroup::capacity));
  }
  const auto damage = GENERATE(values<std::string>(
      {"SELECT 1", "DELETE FROM name_groups", "UPDATE name_groups SET content = zeroblob(1000)",
       "UPDATE name_groups SET last_key = last_key - 5",
       "UPDATE name_groups SET content = CAST(substr(content, 1, 500) || x'00' || substr(content, 502) AS BLOB)"}));
  raw_sql(path, damage);
  const auto log = SqliteEventLog::open(quick(path));
  INFO(damage);
  for (const std::size_t token : {std::size_t{1}, std::size_t{777}, NameGroup::capacity, NameGroup::capacity + 1}) {
    CHECK(log->contains(named("bare-" + std::to_string(token))));
  }
  CHECK(log->contains(named(last)));
  CHECK(log->read_token(named("bare-777")).size() == 1);
  CHECK_FALSE(log->contains(named("bare-0")));
  maintain(*log);
  CHECK(number(path, "SELECT group_concat(last_key) FROM name_groups") == std::to_string(NameGroup::capacity));

  std::vector<TokenKey> old;
  for (TokenKey key = 1; key <= NameGroup::capacity + 10; ++key) old.push_back(key);
  log->prune(old, NameGroup::capacity + 11, {});
  maintain(*log);
  CHECK(number(path, "SELECT count(*) FROM name_groups") == "0");
  CHECK_FALSE(log->contains(named("bare-777")));
  CHECK(log->contains(named(last)));
  CHECK(check_structure(path) == std::nullopt);
}

TEST_CASE("of a file above the bound only the end is looked at on opening", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  Story story;
  append_tokens(*SqliteEventLog::open(quick(path)), story, 4'000, "t");
  OpenOptions options = quick(path);
  options.check_pages_up_to = 0;
  SECTION("damage there is found") {
    raw_sql(path, "UPDATE events SET data = '{}' WHERE position = " + std::to_string(story.head() - 10));
    CHECK_THROWS_AS(SqliteEventLog::open(options), LogUnusable);
  }
  SECTION("so are pages that were cut away") {
    fs::resize_file(path, fs::file_size(path) - 2 * page);
    CHECK_THROWS_AS(SqliteEventLog::open(options), LogUnusable);
  }
  SECTION("damage far before it is found by a check of everything") {
    raw_sql(path, "UPDATE events SET data = '{}' WHERE position = 10");
    CHECK(SqliteEventLog::open(options)->head() == story.head());
    CHECK(check_structure(path).value() == "event 10: its content does not fit its checksum");
  }
}

}  // namespace cancel
