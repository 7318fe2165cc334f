#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// Files whose bytes have changed: each either reads as it was or is refused, and nothing ever crashes.

namespace cancel {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t all = 100'000;

Story filled_story() {
  Story story;
  for (int turn = 0; turn < 150; ++turn) {
    const TokenName token = named("token-" + std::to_string(turn));
    story.created(token).started(token).requested(token, std::string(100, 'r')).completed(token);
    story.session_opened("session-" + std::to_string(turn));
  }
  return story;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// The events of the log at `path`; empty where it is refused, in whatever documented way.
std::optional<std::vector<Event>> events_of(const std::string& path) {
  try {
    return SqliteEventLog::open({path})->read_after(0, all);
  } catch (const LogUnusable&) {
  } catch (const LogDamaged&) {
  } catch (const LogError&) {
  }
  return std::nullopt;
}

void use_everything(const std::string& path) {
  try {
    const auto log = SqliteEventLog::open({path});
    log->list_tokens(0, {}, all);
    log->read_token(named("token-7"));
    log->contains(named("token-8"));
    log->maintain(std::chrono::seconds(1));
    Story story;
    log->append({log->head(), {}, story.created(named("token-7")).take().tokens});
  } catch (const LogUnusable&) {
  } catch (const LogDamaged&) {
  } catch (const LogError&) {
  }
}

}  // namespace

TEST_CASE("a log with a flipped byte reads as it was or is refused", "[store]") {
  const TemporaryFolder folder;
  Story story = filled_story();
  REQUIRE(story.append_to(*SqliteEventLog::open({folder / "cancel.db"})) == Appended::durable);
  const std::string whole = content_of(folder / "cancel.db");
  std::mt19937 random(20'261'121);
  std::uniform_int_distribution<std::size_t> offset(0, whole.size() - 1);
  std::uniform_int_distribution<int> bit(0, 7);
  for (int trial = 0; trial < 200; ++trial) {
    std::string flipped = whole;
    // Every third one hits the first page's header or a page's beginning, where it hurts most.
    const std::size_t at = trial % 3 == 0 ? offset(random) / 4'096 * 4'096 + offset(random) % 110 : offset(random);
    flipped[at % whole.size()] ^= static_cast<char>(1 << bit(random));
    const std::string path = folder / ("flipped-" + std::to_string(trial));
    write_file(path, flipped);
    INFO("offset " << at);
    if (const auto events = events_of(path)) CHECK(*events == story.events());
    use_everything(path);
    check_structure(path);
  }
}

TEST_CASE("a log that was cut short is refused", "[store]") {
  const TemporaryFolder folder;
  Story story = filled_story();
  REQUIRE(story.append_to(*SqliteEventLog::open({folder / "cancel.db"})) == Appended::durable);
  const std::string whole = content_of(folder / "cancel.db");
  for (std::size_t size = 1; size < whole.size(); size += whole.size() / 60) {
    const std::string path = folder / ("cut-" + std::to_string(size));
    write_file(path, whole.substr(0, size));
    INFO("size " << size);
    CHECK_FALSE(events_of(path));
    check_structure(path);
  }
}

TEST_CASE("a log with garbage in the middle is refused on opening", "[store]") {
  const TemporaryFolder folder;
  Story story = filled_story();
  REQUIRE(story.append_to(*SqliteEventLog::open({folder / "cancel.db"})) == Appended::durable);
  std::string content = content_of(folder / "cancel.db");
  content.replace(content.size() / 2, 8'192, std::string(8'192, '\x5a'));
  write_file(folder / "cancel.db", content);
  CHECK_THROWS_AS(SqliteEventLog::open({folder / "cancel.db"}), LogUnusable);
}

TEST_CASE("damage to the write-ahead log loses events at most from there on", "[store]") {
  const TemporaryFolder folder;
  const TemporaryFolder copies;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  Story story;
  for (int turn = 0; turn < 40; ++turn) {
    REQUIRE(story.created(named("t" + std::to_string(turn))).append_to(*log) == Appended::durable);
  }
  // As after a kill: the log is copied while it is open.
  const std::string main = content_of(folder / "cancel.db");
  const std::string wal = content_of(folder / "cancel.db-wal");
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> offset(0, wal.size() - 1);
  for (int trial = 0; trial < 60; ++trial) {
    const std::string path = copies / ("copy-" + std::to_string(trial));
    std::string flipped = wal;
    flipped[offset(random)] ^= 0x10;
    write_file(path, main);
    write_file(path + "-wal", flipped);
    const auto events = events_of(path);
    if (!events) continue;
    REQUIRE(events->size() <= story.events().size());
    CHECK(std::equal(events->begin(), events->end(), story.events().begin()));
  }
}

}  // namespace cancel
