#include <catch2/catch.hpp>
#include <random>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "faulty_vfs.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// Disks that fill up, disks that fail, and the loss of power.

namespace cancel {
namespace {

using Operation = FaultyVfs::Operation;
constexpr std::size_t all = 100'000;

OpenOptions on(const FaultyVfs& vfs, const std::string& path) {
  OpenOptions options{path};
  options.vfs = vfs.name();
  return options;
}

// How an append ended.
enum class End { durable, not_recorded, unknown };

End append(EventLog& log, const Batch& batch) {
  try {
    const Appended appended = log.append(batch);
    REQUIRE(appended == Appended::durable);
    return End::durable;
  } catch (const LogError& error) {
    return error.outcome() == StorageOutcome::unknown ? End::unknown : End::not_recorded;
  }
}

// What is on the disk of `folder` after a loss of power: read without any fault.
std::vector<Event> after_loss_of_power(FaultyVfs& vfs, const TemporaryFolder& folder) {
  const TemporaryFolder restored;
  vfs.restore(folder.path(), restored.path());
  const auto log = SqliteEventLog::open({restored / "cancel.db"});
  auto events = log->read_after(0, all);
  CHECK(check_structure(restored / "cancel.db") == std::nullopt);
  return events;
}

bool begins_with(const std::vector<Event>& whole, const std::vector<Event>& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

}  // namespace

TEST_CASE("an append on a full disk is not recorded, reads go on, and it works when there is room again", "[store]") {
  const TemporaryFolder folder;
  FaultyVfs vfs;
  const auto log = SqliteEventLog::open(on(vfs, folder / "cancel.db"));
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  vfs.fail({.operation = Operation::write, .code = SQLITE_FULL, .count = 1'000'000});
  const Batch batch = story.requested(named("a")).take();
  CHECK(append(*log, batch) == End::not_recorded);
  for (int attempt = 0; attempt < 3; ++attempt) {
    CHECK_THROWS_AS(log->recover(), LogError);
    CHECK(append(*log, batch) == End::not_recorded);
    CHECK(log->head() == 1);
    CHECK(log->read_after(0, all).size() == 1);
    CHECK(log->read_token(named("a")).size() == 1);
    CHECK(log->list_tokens(0, {}, all).size() == 1);
  }
  vfs.heal();
  log->recover();
  CHECK(log->head() == 1);
  CHECK(append(*log, batch) == End::durable);
  CHECK(log->read_after(0, all) == story.events());
}

TEST_CASE("a sync that fails leaves the outcome unknown until the log has recovered", "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 25u));
  const TemporaryFolder folder;
  FaultyVfs vfs(seed);
  Story story;
  std::vector<Event> known;
  {
    const auto log = SqliteEventLog::open(on(vfs, folder / "cancel.db"));
    REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
    vfs.fail({.operation = Operation::sync, .code = SQLITE_IOERR_FSYNC, .suffix = "-wal"});
    CHECK(append(*log, story.requested(named("a")).take()) == End::unknown);
    // Nothing of it shows before recover() has said what it is.
    CHECK(log->head() == 1);
    CHECK(log->read_after(0, all).size() == 1);
    log->recover();
    known = log->read_after(0, all);
    // All of it was written before the sync failed, so it is found, and counts.
    CHECK(log->head() == 2);
    CHECK(known == story.events());
  }
  // What recover() showed is there for good: a sync that failed may have left it in memory only.
  CHECK(after_loss_of_power(vfs, folder) == known);
}

TEST_CASE("a log that can not recover says so and still reads", "[store]") {
  const TemporaryFolder folder;
  FaultyVfs vfs;
  const auto log = SqliteEventLog::open(on(vfs, folder / "cancel.db"));
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  vfs.fail({.operation = Operation::sync, .code = SQLITE_IOERR_FSYNC, .count = 1'000'000});
  CHECK(append(*log, story.requested(named("a")).take()) == End::unknown);
  for (int attempt = 0; attempt < 3; ++attempt) {
    CHECK_THROWS_AS(log->recover(), LogError);
    CHECK(log->head() == 1);
    CHECK(log->read_after(0, all).size() == 1);
  }
  vfs.heal();
  log->recover();
  CHECK(begins_with(story.events(), log->read_after(0, all)));
}

TEST_CASE("a log whose file has gone does not recover, and does not begin anew", "[store]") {
  const TemporaryFolder folder;
  FaultyVfs vfs;
  const auto log = SqliteEventLog::open(on(vfs, folder / "cancel.db"));
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  vfs.fail({.operation = Operation::sync, .code = SQLITE_IOERR_FSYNC});
  CHECK(append(*log, story.requested(named("a")).take()) == End::unknown);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path().extension() != ".lock") std::filesystem::remove(file);
  }
  CHECK_THROWS_AS(log->recover(), LogError);
  CHECK_FALSE(std::filesystem::exists(folder / "cancel.db"));
  CHECK_THROWS_AS(log->read_after(0, all), LogError);

  SqliteEventLog::open({folder / "other.db"});
  std::filesystem::copy_file(folder / "other.db", folder / "cancel.db");
  CHECK_THROWS_WITH(log->recover(), Catch::Contains("another log"));
}

TEST_CASE("whatever fails and whenever the power goes, what was acknowledged is there, and batches are whole",
          "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 61u));
  const TemporaryFolder folder;
  FaultyVfs vfs(seed);
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> up_to_12(1, 12);
  std::bernoulli_distribution fault(0.1);
  Story story;
  std::vector<Event> acknowledged;
  std::vector<std::size_t> ends{0};
  {
    const auto log = SqliteEventLog::open(on(vfs, folder / "cancel.db"));
    vfs.cut_power_after(static_cast<std::size_t>(up_to_12(random)) * 40);
    for (int turn = 0; !vfs.is_cut() && turn < 400; ++turn) {
      for (int event = up_to_12(random); event > 0; --event) story.created(named("t" + std::to_string(story.head())));
      const Batch batch = story.take();
      if (fault(random)) {
        vfs.fail({.operation = fault(random) ? Operation::write : Operation::sync,
                  .code = SQLITE_IOERR_FSYNC,
                  .after = static_cast<std::size_t>(up_to_12(random)) / 3});
      }
      ends.push_back(story.events().size());
      for (int attempt = 0; log->head() < story.head(); ++attempt) {
        REQUIRE(attempt < 100);
        if (append(*log, batch) == End::durable) break;
        try {
          log->recover();
        } catch (const LogError&) {
          if (vfs.is_cut()) break;
        }
      }
      if (log->head() == story.head()) acknowledged = story.events();
    }
  }
  const auto found = after_loss_of_power(vfs, folder);
  INFO("seed " << seed);
  CHECK(begins_with(found, acknowledged));
  CHECK(begins_with(story.events(), found));
  CHECK(std::find(ends.begin(), ends.end(), found.size()) != ends.end());
}

TEST_CASE("whenever the power goes while a log is made, there is a log or none", "[store]") {
  const std::size_t operations = GENERATE(range<std::size_t>(0, 40));
  const TemporaryFolder folder;
  const TemporaryFolder restored;
  FaultyVfs vfs(static_cast<std::uint32_t>(operations) + 1);
  vfs.cut_power_after(operations);
  try {
    SqliteEventLog::open(on(vfs, folder / "cancel.db"));
  } catch (const LogUnusable&) {
  }
  vfs.restore(folder.path(), restored.path());
  CHECK(SqliteEventLog::open({restored / "cancel.db"})->head() == 0);
  CHECK(check_structure(restored / "cancel.db") == std::nullopt);
}

}  // namespace cancel
