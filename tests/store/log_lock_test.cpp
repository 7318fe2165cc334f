#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cancel/store/sqlite_event_log.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

namespace cancel {

namespace fs = std::filesystem;

TEST_CASE("a log that is open can not be opened a second time, by whatever name", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  fs::create_symlink(path, folder / "link.db");
  fs::create_directory_symlink(folder.path(), folder / "folder");
  const auto log = SqliteEventLog::open({path});
  for (const auto& name : {path, folder / "link.db", folder / "folder/cancel.db", folder / "./cancel.db"}) {
    INFO(name);
    CHECK_THROWS_WITH(SqliteEventLog::open({name}), Catch::Contains("process " + std::to_string(::getpid())));
    CHECK_THROWS_AS(SqliteEventLog::open({name}), LogInUse);
  }
  Story story;
  CHECK(story.created(named("a")).append_to(*log) == Appended::durable);
}

TEST_CASE("a link to a file that is not there yet locks the file and not the link", "[store]") {
  const TemporaryFolder folder;
  fs::create_symlink("target.db", folder / "link.db");
  const auto log = SqliteEventLog::open({folder / "link.db"});
  CHECK_THROWS_AS(SqliteEventLog::open({folder / "target.db"}), LogInUse);
  CHECK_THROWS_AS(SqliteEventLog::open({folder / "link.db"}), LogInUse);
}

TEST_CASE("a log that was closed can be opened, and leaves no lock behind", "[store]") {
  const TemporaryFolder folder;
  SqliteEventLog::open({folder / "cancel.db"});
  CHECK_FALSE(fs::exists(folder / "cancel.db.lock"));
  CHECK(SqliteEventLog::open({folder / "cancel.db"})->head() == 0);
}

TEST_CASE("a lock file that a dead process left behind keeps nobody away", "[store]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "cancel.db.lock") << "99999999\n";
  CHECK(SqliteEventLog::open({folder / "cancel.db"})->head() == 0);
}

TEST_CASE("a killed process lets go of its log, and its events are there", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto log = SqliteEventLog::open({path});
    Story story;
    const bool durable = story.created(named("a")).append_to(*log) == Appended::durable;
    const char answer = durable ? 'y' : 'n';
    static_cast<void>(!::write(ready[1], &answer, 1));
    for (;;) ::pause();
  }
  char answer = 0;
  REQUIRE(::read(ready[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  CHECK_THROWS_WITH(SqliteEventLog::open({path}), Catch::Contains("process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(SqliteEventLog::open({path})->read_after(0, 10).size() == 1);
}

}  // namespace cancel
