#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "faulty_vfs.hpp"
#include "name_group.hpp"
#include "temporary_folder.hpp"

// The steps of upkeep, each broken off anywhere: a checkpoint, a group of names, pages that are given back.

namespace cancel {
namespace {

constexpr std::size_t all = 1'000'000;
constexpr std::size_t tokens = NameGroup::capacity + 2'000;
constexpr TokenKey first_kept = 120'000;

TokenName name_of(TokenKey key) {
  return {"default", "token-" + std::to_string(key)};
}

// Appends tokens of one event each, so that a token's key counts it.
void append_tokens(EventLog& log, std::size_t count) {
  std::vector<Event> events(count);
  std::vector<TokenView> rows(count);
  for (std::size_t index = 0; index < count; ++index) {
    events[index].position = rows[index].key = rows[index].position = log.head() + index + 1;
    events[index].version = rows[index].version = 1;
    events[index].token = rows[index].name = name_of(rows[index].key);
    events[index].data = TokenCreated{};
  }
  REQUIRE(log.append({log.head(), events, rows}) == Appended::durable);
}

void prune_before(EventLog& log, TokenKey from, TokenKey before) {
  std::vector<TokenKey> keys;
  for (TokenKey key = from; key < before; ++key) keys.push_back(key);
  log.prune(keys, before, {});
}

// A log with a group of names to store and pages to give back, made once.
const TemporaryFolder& prepared() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    OpenOptions options{folder / "cancel.db"};
    options.durability = Durability::normal;
    const auto log = SqliteEventLog::open(options);
    while (log->head() < tokens) append_tokens(*log, std::min<std::size_t>(20'000, tokens - log->head()));
    prune_before(*log, 1, first_kept - 1'000);
    return true;
  }();
  REQUIRE(made);
  return folder;
}

void check_whole(const std::string& path, Position head, Position first) {
  CHECK(check_structure(path) == std::nullopt);
  const auto log = SqliteEventLog::open({path});
  CHECK(log->head() == head);
  CHECK(log->first() >= first);
  const auto rows = log->list_tokens(0, {}, all);
  CHECK(rows.size() == head - log->first() + 1);
  std::size_t unknown = 0;
  for (const TokenView& row : rows) unknown += !log->contains(row.name);
  CHECK(unknown == 0);
  CHECK_FALSE(log->contains(name_of(1)));
  CHECK_FALSE(log->contains(name_of(head + 1)));
}

// Writes until all kinds of steps are due.
void make_work(EventLog& log) {
  while (log.head() < tokens + 10'000) append_tokens(log, 1'000);
}

// Upkeep with some retention in between; false where it failed.
bool work(EventLog& log) {
  try {
    while (log.maintain({})) {
    }
    prune_before(log, first_kept - 1'000, first_kept);
    while (log.maintain({})) {
    }
    return true;
  } catch (const LogError&) {
    return false;
  }
}

}  // namespace

TEST_CASE("whenever the power goes during upkeep, the log is whole and finds every name", "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 19u));
  const TemporaryFolder folder;
  const TemporaryFolder restored;
  std::filesystem::copy_file(prepared() / "cancel.db", folder / "cancel.db");
  FaultyVfs vfs(seed);
  std::mt19937 random(seed);
  OpenOptions options{folder / "cancel.db"};
  options.vfs = vfs.name();
  options.check_pages_up_to = 0;
  Position head = 0;
  {
    const auto log = SqliteEventLog::open(options);
    make_work(*log);
    head = log->head();
    const std::size_t most = 20u << seed % 9;  // early in the first step, or late in the last one
    vfs.cut_power_after(std::uniform_int_distribution<std::size_t>(0, most)(random));
    work(*log);
  }
  INFO("seed " << seed);
  vfs.restore(folder.path(), restored.path());
  check_whole(restored / "cancel.db", head, first_kept - 1'000);
}

TEST_CASE("upkeep whose disk fails is taken up again when the log has recovered", "[store]") {
  const std::uint32_t seed = GENERATE(range(1u, 9u));
  const TemporaryFolder folder;
  std::filesystem::copy_file(prepared() / "cancel.db", folder / "cancel.db");
  FaultyVfs vfs(seed);
  std::mt19937 random(seed);
  OpenOptions options{folder / "cancel.db"};
  options.vfs = vfs.name();
  options.check_pages_up_to = 0;
  Position head = 0;
  {
    const auto log = SqliteEventLog::open(options);
    make_work(*log);
    for (std::size_t fault = 0; fault < 12; ++fault) {
      vfs.fail({.operation = fault % 3 == 0 ? FaultyVfs::Operation::sync : FaultyVfs::Operation::write,
                .code = fault % 2 == 0 ? SQLITE_IOERR_FSYNC : SQLITE_FULL,
                .after = std::uniform_int_distribution<std::size_t>(0, 30u << fault % 7)(random)});
      const bool done = work(*log);
      vfs.heal();
      if (!done) log->recover();
      append_tokens(*log, 500);
    }
    CHECK(work(*log));
    CHECK_FALSE(log->maintain({}));
    head = log->head();
  }
  INFO("seed " << seed);
  check_whole(folder / "cancel.db", head, first_kept);
}

}  // namespace cancel
