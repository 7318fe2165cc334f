#include "cancel/store/log_reader.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

namespace cancel {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t all = 10'000;

std::vector<TokenView> tokens_of(const LogReader& reader) {
  std::vector<TokenView> tokens;
  reader.for_each_token({}, [&](const TokenView& token) {
    tokens.push_back(token);
    return true;
  });
  return tokens;
}

void check_reads(const LogReader& reader, const Story& story) {
  CHECK(reader.head() == story.head());
  CHECK(reader.read_after(0, all) == story.events());
  CHECK(tokens_of(reader) == story.rows());
}

// The head as a process sees it that may not write: no superuser, whom no mode holds back. 255 for a failure.
int head_for_a_stranger(const std::string& path) {
  constexpr uid_t nobody = 65'534;
  const pid_t child = ::fork();
  if (child == 0) {
    int head = 255;
    try {
      if (::geteuid() != 0 || ::seteuid(nobody) == 0)
        head = static_cast<int>(LogReader(path).read_after(0, all).size());
    } catch (const std::exception&) {
    }
    ::_exit(head);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

LogUnusable::Fault fault_of(const std::string& path) {
  try {
    const LogReader reader(path);
  } catch (const LogUnusable& error) {
    return error.fault();
  }
  FAIL("the log was opened");
  return {};
}

}  // namespace

TEST_CASE("a reader sees what a daemon writes, while it writes", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  const LogReader reader(folder / "cancel.db");
  CHECK(reader.id() == log->id());
  CHECK(reader.head() == 0);
  Story story;
  for (int turn = 0; turn < 20; ++turn) {
    REQUIRE(story.created(named("a" + std::to_string(turn))).append_to(*log) == Appended::durable);
    check_reads(reader, story);
  }
  CHECK(reader.read_token(named("a7")) == story.events_of(named("a7")));
  CHECK(reader.read_token(named("unknown")).empty());
  CHECK(reader.read_after(5, 2).front().position == 6);
  CHECK(reader.read_after(5, 2).size() == 2);
}

TEST_CASE("the events of a token are found by the position of any of them", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  Story story;
  story.created(named("a")).started(named("b")).session_opened("s").requested(named("a")).completed(named("a"));
  REQUIRE(story.started(named("a")).append_to(*log) == Appended::durable);
  const LogReader reader(folder / "cancel.db");
  CHECK(reader.read_token_back_from(6) == story.events_of(named("a")));
  CHECK(reader.read_token_back_from(2) == story.events_of(named("b")));
  auto earlier = story.events_of(named("a"));
  earlier.resize(2);
  CHECK(reader.read_token_back_from(4) == earlier);
  CHECK(reader.read_token_back_from(3).empty());
  CHECK(reader.read_token_back_from(0).empty());
  CHECK(reader.read_token_back_from(7).empty());
}

TEST_CASE("a snapshot stands still while the log goes on", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  LogReader reader(folder / "cancel.db");
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  {
    const auto snapshot = reader.snapshot();
    CHECK(reader.head() == 1);
    REQUIRE(story.requested(named("a")).append_to(*log) == Appended::durable);
    CHECK(reader.head() == 1);
    CHECK(reader.read_after(0, all).size() == 1);
    CHECK_FALSE(tokens_of(reader).front().cancelled());
  }
  check_reads(reader, story);
}

TEST_CASE("a closed log is readable, also where nothing may be written", "[store]") {
  const TemporaryFolder folder;
  Story story;
  REQUIRE(story.created(named("a")).append_to(*SqliteEventLog::open({folder / "cancel.db"})) == Appended::durable);
  SECTION("in its folder") {
    check_reads(LogReader(folder / "cancel.db"), story);
  }
  SECTION("through a link") {
    fs::create_symlink(folder / "cancel.db", folder / "link");
    check_reads(LogReader(folder / "link"), story);
  }
  SECTION("with a name that a URI would take apart") {
    fs::copy_file(folder / "cancel.db", folder / "100% of #1?mode=rw.db");
    check_reads(LogReader(folder / "100% of #1?mode=rw.db"), story);
  }
  SECTION("from a folder without write permission") {
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    CHECK(head_for_a_stranger(folder / "cancel.db") == 1);
  }
  SECTION("from such a folder, where SQLite's other files are gone") {
    fs::remove(folder / "cancel.db-wal");
    fs::remove(folder / "cancel.db-shm");
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    CHECK(head_for_a_stranger(folder / "cancel.db") == 1);
  }
}

TEST_CASE("a reader changes nothing in the log", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  REQUIRE(story.created(named("a")).append_to(*log) == Appended::durable);
  const auto main_size = fs::file_size(path);
  const auto wal_size = fs::file_size(path + "-wal");
  check_reads(LogReader(path), story);
  CHECK(fs::file_size(path) == main_size);
  CHECK(fs::file_size(path + "-wal") == wal_size);
}

TEST_CASE("a reader refuses what is no log", "[store]") {
  const TemporaryFolder folder;
  CHECK(fault_of(folder / "nothing.db") == LogUnusable::Fault::missing);
  CHECK_FALSE(fs::exists(folder / "nothing.db"));
  CHECK(fault_of(folder.path().string()) == LogUnusable::Fault::not_a_file);
  std::ofstream(folder / "text") << std::string(2'000, 'x');
  CHECK(fault_of(folder / "text") == LogUnusable::Fault::foreign);
  std::ofstream(folder / "empty").close();
  CHECK(fault_of(folder / "empty") == LogUnusable::Fault::damaged);
  SqliteEventLog::open({folder / "newer.db"});
  raw_sql(folder / "newer.db", "PRAGMA user_version = 99");
  CHECK(fault_of(folder / "newer.db") == LogUnusable::Fault::newer);
}

TEST_CASE("the history answers who cancelled what, when and why", "[store]") {
  const TemporaryFolder folder;
  const auto log = SqliteEventLog::open({folder / "cancel.db"});
  Story story;
  story.started({"github", "a"}, "search").started({"files", "b"}, "copy").created(named("c"));
  story.requested({"github", "a"}, "first").after(std::chrono::seconds(1)).requested({"files", "b"}, "second");
  story.after(std::chrono::seconds(1)).requested(named("c"), "third").after(std::chrono::microseconds(250));
  REQUIRE(story.completed({"github", "a"}).created(named("d")).append_to(*log) == Appended::durable);
  const LogReader reader(folder / "cancel.db");

  const auto reasons = [&](const HistoryFilter& filter) {
    std::string found;
    for (const HistoryRow& row : reader.history(filter)) found += *row.reason + " ";
    return found;
  };
  const Timestamp second = *story.row({"files", "b"}).requested_at;
  CHECK(reasons({}) == "first second third ");
  CHECK(reasons({.space = "files"}) == "second ");
  CHECK(reasons({.token = "a"}) == "first ");
  CHECK(reasons({.tool = "copy"}) == "second ");
  CHECK(reasons({.cause = Cause::timeout}).empty());
  CHECK(reasons({.cause = Cause::user_requested}) == "first second third ");
  CHECK(reasons({.requester = "ann"}) == "first second third ");
  CHECK(reasons({.requester = "bob"}).empty());
  CHECK(reasons({.since = second}) == "second third ");
  CHECK(reasons({.until = second}) == "first ");
  CHECK(reasons({.limit = 2}) == "second third ");
  CHECK(reasons({.limit = 0}).empty());

  const HistoryRow row = reader.history({.token = "a"}).front();
  CHECK(row.of_operation);
  CHECK(row.tool == "search");
  CHECK(row.state == TokenState::completed);
  CHECK(row.outcome == Outcome::stopped);
  CHECK(row.completed_at == story.row({"github", "a"}).completed_at);
  CHECK(row.latency_ms == Approx(2'000.25));
  CHECK_FALSE(reader.history({.token = "c"}).front().of_operation);
  CHECK_FALSE(reader.history({.token = "c"}).front().latency_ms);
}

}  // namespace cancel
