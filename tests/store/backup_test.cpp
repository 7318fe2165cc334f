#include "cancel/store/backup.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

namespace cancel {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t all = 1'000'000;

void fill(EventLog& log, Story& story, int tokens) {
  for (int token = 0; token < tokens; ++token) story.created(named("t" + std::to_string(story.head())));
  REQUIRE(story.append_to(log) == Appended::durable);
}

}  // namespace

TEST_CASE("a backup is a log like any other", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  Story story;
  fill(*log, story, 3'000);
  const auto wal_size = fs::file_size(folder / "cancel.db-wal");

  std::size_t done = 0;
  std::size_t total = 0;
  backup(folder / "cancel.db", folder / "copy.db", [&](std::size_t now, std::size_t of) {
    CHECK(now >= done);
    done = now;
    total = of;
  });
  CHECK(done == total);
  CHECK(total > 0);
  CHECK(fs::file_size(folder / "cancel.db-wal") == wal_size);

  CHECK(check_structure(folder / "copy.db") == std::nullopt);
  const auto copy = SqliteEventLog::open({folder / "copy.db"});
  CHECK(copy->id() == log->id());
  CHECK(copy->read_after(0, all) == story.events());
  CHECK(copy->list_tokens(0, {}, all) == story.rows());
  fill(*copy, story, 1);
}

TEST_CASE("a backup that is made while a daemon writes is of one moment", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  fill(*log, story, 3'000);
  std::atomic<bool> copied = false;
  std::thread writer([&] {
    while (!copied && story.head() < 100'000) {
      story.created(named("t" + std::to_string(story.head())));
      story.requested(named("t" + std::to_string(story.head() - 1)));
      if (story.append_to(*log) != Appended::durable) return;
    }
  });
  // Each step lets the writer in once more, so that what is copied last is newer than what was copied first.
  Position seen = 0;
  backup(path, folder / "copy.db", [&](std::size_t, std::size_t) {
    const LogReader reader(path);
    for (seen = reader.head(); reader.head() == seen;) std::this_thread::yield();
  });
  copied = true;
  writer.join();
  CHECK(check_structure(folder / "copy.db") == std::nullopt);
  const Position head = LogReader(folder / "copy.db").head();
  CHECK(head >= 3'000);
  CHECK(head <= seen);
}

TEST_CASE("a backup never overwrites", "[store]") {
  const TemporaryFolder folder;
  SqliteEventLog::open({folder / "cancel.db"});
  std::ofstream(folder / "precious") << "data";
  CHECK_THROWS_AS(backup(folder / "cancel.db", folder / "precious"), LogUnusable);
  CHECK(fs::file_size(folder / "precious") == 4);
  CHECK_THROWS_AS(backup(folder / "cancel.db", folder / "cancel.db"), LogUnusable);
  std::ofstream(folder / "gone.db-wal") << "left over";
  CHECK_THROWS_AS(backup(folder / "cancel.db", folder / "gone.db"), LogUnusable);
  CHECK_THROWS_AS(backup(folder / "cancel.db", folder / "nowhere/copy.db"), LogUnusable);
}

TEST_CASE("a backup of what is no log leaves nothing behind", "[store]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "text") << std::string(2'000, 'x');
  CHECK_THROWS_AS(backup(folder / "text", folder / "copy.db"), LogUnusable);
  CHECK_THROWS_AS(backup(folder / "none", folder / "copy.db"), LogUnusable);
  CHECK_FALSE(fs::exists(folder / "copy.db"));
  SqliteEventLog::open({folder / "cancel.db"});
  CHECK_THROWS_AS(backup(folder / "cancel.db", folder / "copy.db", [](auto, auto) { throw LogError("", {}); }),
                  LogError);
  CHECK_FALSE(fs::exists(folder / "copy.db"));
  CHECK_FALSE(fs::exists(folder / "copy.db.incomplete"));
}

}  // namespace cancel
