#include "cancel/store/check_structure.hpp"

#include <catch2/catch.hpp>

#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

namespace cancel {
namespace {

// A closed log with two interleaved tokens and a session.
std::string make_log(const TemporaryFolder& folder) {
  const std::string path = folder / "cancel.db";
  const auto log = SqliteEventLog::open({path});
  Story story;
  story.session_opened("s").created(named("a")).created(named("b")).started(named("a"));
  REQUIRE(story.append_to(*log) == Appended::durable);
  REQUIRE(story.requested(named("a")).requested(named("b")).append_to(*log) == Appended::durable);
  return path;
}

}  // namespace

TEST_CASE("a log that is right has no fault", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  std::vector<Position> told;
  CHECK(check_structure(path, [&](Position done, Position head) {
          told.push_back(done);
          CHECK(head == 6);
        }) == std::nullopt);
  CHECK(told == std::vector<Position>{6});
}

TEST_CASE("a log is checked while a daemon has it open, and after retention", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  const auto log = SqliteEventLog::open({path});
  const std::vector<TokenKey> tokens{3};
  log->prune(tokens, 7, {});
  CHECK(check_structure(path) == std::nullopt);
  CHECK(log->read_after(0, 10).size() == 4);
}

TEST_CASE("what somebody changed in a log is found", "[store]") {
  const TemporaryFolder folder;
  const std::string path = make_log(folder);
  struct Change {
    std::string sql;
    std::string fault;
  };
  const auto change = GENERATE(values<Change>({
      {"DELETE FROM events WHERE position = 3", "event 3: it is missing"},
      {"DELETE FROM events WHERE position = 6", "token 3 (default b): its last event is not where its row says"},
      {"UPDATE events SET data = replace(data, 'ann', 'bob')", "event 5: its content does not fit its checksum"},
      {"UPDATE events SET time = time + 1000 WHERE position = 2", "event 2: its content"},
      {"UPDATE events SET time = 'yesterday' WHERE position = 2", "event 2: its time is not a number"},
      {"UPDATE events SET data = '{', checksum = NULL WHERE position = 4", "event at position 4: data"},
      {"UPDATE events SET type = 'Nonsense', checksum = NULL WHERE position = 4", "event at position 4: type"},
      {"UPDATE events SET version = 7, checksum = NULL WHERE position = 4", "event 4: its version is 7 after 1"},
      {"UPDATE events SET previous = 3, checksum = NULL WHERE position = 4",
       "event 4: its previous event is not one of its token"},
      {"UPDATE events SET previous = 5, checksum = NULL WHERE position = 4",
       "event 4: its previous event is not an earlier one"},
      {"UPDATE events SET version = 1, checksum = NULL WHERE position = 1", "event 1: it is a session's"},
      {"UPDATE tokens SET version = 9 WHERE key = 2", "token 2 (default a): its row has version 9, its last event 3"},
      {"UPDATE tokens SET state = 'odd' WHERE key = 2", "state can not be read: 'odd'"},
      {"UPDATE tokens SET state = 6 WHERE key = 2", "state can not be read: '6'"},
      {"DELETE FROM tokens WHERE key = 2", "the rows of tokens account for 2 events, but there are 5"},
      {"INSERT INTO events (position, version, time, type, namespace, token, data) VALUES "
       "(7, 1, 1795248001000000000, 'TokenReleased', 'default', 'x', '{}')",
       "the rows of tokens account for 5 events, but there are 6"},
      {"DELETE FROM meta WHERE key = 'first'", "meta: there is no first"},
      {"PRAGMA user_version = 99", "newer version"},
      {"PRAGMA application_id = 1", "not a log of this program"},
  }));
  raw_sql(path, change.sql);
  const auto fault = check_structure(path);
  INFO(change.sql);
  REQUIRE(fault);
  CHECK_THAT(*fault, Catch::Contains(change.fault));
}

TEST_CASE("a check of no file says so", "[store]") {
  const TemporaryFolder folder;
  CHECK_THAT(check_structure(folder / "none.db").value(), Catch::Contains("does not exist"));
}

}  // namespace cancel
