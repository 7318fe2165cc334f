#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "faulty_vfs.hpp"
#include "memory_event_log.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// Random histories of appends, upkeep, retention and new openings: the log in the file answers as the one in memory
// does, and keeps its word through faults and the loss of power.

namespace cancel {
namespace {

constexpr std::size_t all = 100'000;

// Draws what happens next.
class RandomStory {
 public:
  explicit RandomStory(std::uint32_t seed) : random_(seed) {}

  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  bool one_in(int count) { return up_to(count - 1) == 0; }

  // One append of some tokens that begin, go on or end.
  Batch batch() {
    for (int each = up_to(12); each >= 0; --each) step();
    return story.take();
  }

  // Some old tokens that have ended, and the position before which all of them lie.
  std::vector<TokenKey> removable(Position& before) {
    before = story.head() / 2;
    std::vector<TokenKey> keys;
    for (const TokenName& name : std::set(ended_)) {
      const TokenView& row = story.row(name);
      if (row.position >= before || one_in(4)) continue;
      keys.push_back(row.key);
      removed_.insert(name);
      ended_.erase(name);
    }
    return keys;
  }

  const std::set<TokenName>& removed() const { return removed_; }
  Story story;

 private:
  void step() {
    story.after(std::chrono::milliseconds(up_to(3)));
    if (live_.empty() || one_in(2)) return begin();
    const std::size_t index = static_cast<std::size_t>(up_to(static_cast<int>(live_.size()) - 1));
    const TokenName name = live_[index];
    if (story.row(name).cancelled()) return end(index, name);
    if (one_in(3)) {
      story.started(name);
    } else {
      story.requested(name, "reason " + std::to_string(up_to(9)));
    }
  }

  void begin() {
    const TokenName name{one_in(4) ? "other" : "default", "t" + std::to_string(story.head())};
    live_.push_back(name);
    story.created(name);
    if (one_in(9)) story.session_opened("s" + std::to_string(story.head()));
  }

  void end(std::size_t index, const TokenName& name) {
    story.completed(name);
    ended_.insert(name);
    live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  std::mt19937 random_;
  std::vector<TokenName> live_;
  std::set<TokenName> ended_;
  std::set<TokenName> removed_;
};

void check_same(const EventLog& log, const EventLog& expected, const RandomStory& told) {
  CHECK(log.head() == expected.head());
  CHECK(log.first() == expected.first());
  CHECK(log.read_after(0, all) == expected.read_after(0, all));
  CHECK(log.list_tokens(0, {}, all) == expected.list_tokens(0, {}, all));
  for (const TokenView& row : told.story.rows()) {
    CHECK(log.contains(row.name) == expected.contains(row.name));
    CHECK(log.read_token(row.name) == expected.read_token(row.name));
  }
  CHECK_FALSE(log.contains(named("never")));
}

}  // namespace

TEST_CASE("a log in a file answers as the one in memory, whatever happens", "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 16u));
  INFO("seed " << seed);
  const TemporaryFolder folder;
  OpenOptions options{folder / "cancel.db"};
  options.durability = Durability::normal;
  auto log = SqliteEventLog::open(options);
  MemoryEventLog expected;
  RandomStory told(seed);
  for (int turn = 0; turn < 300; ++turn) {
    const Batch batch = told.batch();
    REQUIRE(log->append(batch) == Appended::durable);
    REQUIRE(expected.append(batch) == Appended::durable);
    if (told.one_in(3)) log->maintain({});
    if (told.one_in(20)) {
      Position before = 0;
      const auto keys = told.removable(before);
      log->prune(keys, before, {});
      expected.prune(keys, before, {});
    }
    if (told.one_in(40)) {
      log.reset();
      log = SqliteEventLog::open(options);
    }
    if (told.one_in(60)) check_same(*log, expected, told);
  }
  check_same(*log, expected, told);
  CHECK(check_structure(options.path) == std::nullopt);
}

TEST_CASE("whatever fails and whenever the power goes, upkeep and retention lose nothing and find every name",
          "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 61u));
  INFO("seed " << seed);
  const TemporaryFolder folder;
  const TemporaryFolder restored;
  FaultyVfs vfs(seed);
  OpenOptions options{folder / "cancel.db"};
  options.vfs = vfs.name();
  RandomStory told(seed);
  Position acknowledged = 0;
  {
    const auto log = SqliteEventLog::open(options);
    vfs.cut_power_after(static_cast<std::size_t>(200 + told.up_to(2'500)));
    for (int turn = 0; !vfs.is_cut() && turn < 400; ++turn) {
      try {
        if (log->head() == told.story.head()) acknowledged = told.story.head();
        const Batch batch = told.batch();
        if (told.one_in(25)) {
          vfs.fail({.operation = told.one_in(2) ? FaultyVfs::Operation::write : FaultyVfs::Operation::sync,
                    .code = SQLITE_IOERR_FSYNC,
                    .after = static_cast<std::size_t>(told.up_to(8))});
        }
        while (log->head() < told.story.head() && !vfs.is_cut()) {
          try {
            log->append(batch);
          } catch (const LogError&) {
            log->recover();
          }
        }
        acknowledged = log->head();
        log->maintain({});
        if (told.one_in(10)) {
          Position before = 0;
          const auto keys = told.removable(before);
          log->prune(keys, before, {});
        }
        while (told.one_in(2) && log->maintain({})) {
        }
      } catch (const LogError&) {
        vfs.heal();
        try {
          log->recover();
        } catch (const LogError&) {
        }
        if (log->head() < told.story.head()) break;
      }
    }
  }
  vfs.restore(folder.path(), restored.path());
  CHECK(check_structure(restored / "cancel.db") == std::nullopt);
  const auto log = SqliteEventLog::open({restored / "cancel.db"});
  CHECK(log->head() >= acknowledged);
  for (const TokenView& row : told.story.rows()) {
    if (row.key > acknowledged || told.removed().contains(row.name)) continue;
    CHECK(log->contains(row.name));
  }
  for (const TokenView& row : log->list_tokens(0, {}, all)) CHECK(log->read_token(row.name).size() == row.version);
  for (const Event& event : log->read_after(0, all)) {
    CHECK(event == told.story.events()[event.position - 1]);
  }
}

}  // namespace cancel
