#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cancel/store/sqlite_event_log.hpp"
#include "faulty_vfs.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// The files that can not be a log, and what is said of them.

namespace cancel {
namespace {

namespace fs = std::filesystem;
using Fault = LogUnusable::Fault;

// The fault that opening `options` ends with. Its text names the file.
Fault fault_of(const OpenOptions& options) {
  try {
    SqliteEventLog::open(options);
  } catch (const LogUnusable& error) {
    INFO(error.what());
    CHECK(std::string(error.what()).find(fs::path(options.path).filename().string()) != std::string::npos);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.fault();
  }
  FAIL("the log was opened");
  return {};
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path) << content;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A closed log with something in it.
std::string make_log(const TemporaryFolder& folder) {
  const std::string path = folder / "cancel.db";
  Story story;
  REQUIRE(story.created(named("a")).append_to(*SqliteEventLog::open({path})) == Appended::durable);
  return path;
}

}  // namespace

TEST_CASE("a file that is not SQLite's is refused and left alone", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "notes.txt";
  write_file(path, std::string(5'000, 'x'));
  CHECK(fault_of({path}) == Fault::foreign);
  CHECK(content_of(path) == std::string(5'000, 'x'));
  CHECK_FALSE(fs::exists(path + ".lock"));
}

TEST_CASE("another program's database is refused and left alone", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "other.db";
  raw_sql(path, "CREATE TABLE events (position INTEGER PRIMARY KEY)");
  const std::string before = content_of(path);
  CHECK(fault_of({path}) == Fault::foreign);
  raw_sql(path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 7");
  CHECK(fault_of({path}) == Fault::foreign);
  CHECK(before.size() == content_of(path).size());
}

TEST_CASE("a log of a newer version is refused", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  raw_sql(path, "PRAGMA user_version = 3");
  CHECK(fault_of({path}) == Fault::newer);
}

TEST_CASE("a log without a schema version or without its tables is refused as damaged", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  const std::string sql = GENERATE("PRAGMA user_version = 0", "DROP TABLE name_groups", "DELETE FROM meta",
                                   "DROP VIEW token_status; DROP VIEW cancellation_history; DROP TABLE tokens");
  raw_sql(path, sql);
  CHECK(fault_of({path}) == Fault::damaged);
}

TEST_CASE("a log whose mode lets nobody write is refused, whoever asks", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  CHECK(fault_of({path}) == Fault::read_only);
}

TEST_CASE("a folder whose mode lets nobody write is refused, whoever asks", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  CHECK(fault_of({path}) == Fault::read_only);
  CHECK(fault_of({folder / "new.db"}) == Fault::read_only);
}

TEST_CASE("what is not a regular file is refused", "[store]") {
  const TemporaryFolder folder;
  CHECK(fault_of({folder.path().string()}) == Fault::not_a_file);
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(fault_of({folder / "pipe"}) == Fault::not_a_file);
}

TEST_CASE("a log in a folder that does not exist is refused", "[store]") {
  const TemporaryFolder folder;
  CHECK(fault_of({folder / "nowhere/cancel.db"}) == Fault::missing);
  write_file(folder / "file", "x");
  CHECK(fault_of({folder / "file/cancel.db"}) == Fault::missing);
}

TEST_CASE("a log that lost its main file but not its write-ahead log is never silently made anew", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  write_file(path + "-wal", "something");
  SECTION("missing") {
    fs::remove(path);
  }
  SECTION("empty") {
    fs::resize_file(path, 0);
  }
  CHECK(fault_of({path}) == Fault::damaged);
  CHECK(fs::exists(path + "-wal"));
}

TEST_CASE("a log for which there is no room is refused", "[store]") {
  const TemporaryFolder folder;
  FaultyVfs vfs;
  vfs.fail({.code = SQLITE_FULL, .count = 1'000});
  OpenOptions options{folder / "cancel.db"};
  options.vfs = vfs.name();
  CHECK(fault_of(options) == Fault::no_space);
  vfs.heal();
  CHECK(SqliteEventLog::open(options)->head() == 0);
}

TEST_CASE("a link in a circle is refused, and a link to no file makes one where it leads", "[store]") {
  const TemporaryFolder folder;
  fs::create_symlink("circle", folder / "circle");
  CHECK(fault_of({folder / "circle"}) == Fault::not_accessible);
  fs::create_symlink("target.db", folder / "link.db");
  CHECK(SqliteEventLog::open({folder / "link.db"})->path() == folder / "target.db");
  CHECK(fs::exists(folder / "target.db"));
}

}  // namespace cancel
