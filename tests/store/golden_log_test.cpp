#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

// What stands in a file is for ever: each tests/data/log/version-N.db was written by the first version that had that
// schema, and version-2.txt is the content of the last one. LOG_UPDATE_GOLDEN=1 writes the last one anew: only before
// its schema has been released.

namespace {

const std::filesystem::path golden_folder = LOG_GOLDEN_FOLDER;

// A history with every type of event.
class GoldenHistory {
 public:
  World world;

  // Carries everything out; `append` gets each append.
  template <typename Append>
  void tell(Append append) {
    const auto run = [&](const auto& command) {
      REQUIRE_FALSE(world.run(command));
      append(world);
    };
    run(open_session("session-1"));
    run(create("shared"));
    StartOperation work = start("work", {"shared"});
    work.session = "session-1";
    work.tool = "search";
    work.request_id = RequestId{"7"};
    work.labels = {{"team", "blue"}};
    run(work);
    run(start("other", {"shared"}));
    CancelToken cancel = cancel_token("shared");
    cancel.wish.reason = "it's \"enough\" – said ann\n";
    cancel.wish.requested_by = "ann";
    run(cancel);
    run(executed("other"));
    run(finish("other", Outcome::succeeded));
    elapse(GraceElapsed{world.token("work").key}, append);
    elapse(ForceElapsed{world.token("work").key}, append);
    run(close_session("session-1"));
    run(start("normal"));
    run(finish("normal", Outcome::succeeded));
    run(create("idle"));
    run(release("idle"));
    CreateToken brief = create("brief");
    brief.ttl = Millis{5};
    run(brief);
    elapse(TtlElapsed{world.token("brief").key}, append);
    CancelToken early = cancel_token("later", Mode::force);
    early.remember_if_absent = true;
    run(early);
    run(late_start("later"));
  }

 private:
  template <typename Append>
  void elapse(const Elapsed& elapsed, Append append) {
    world.elapse(elapsed);
    append(world);
  }
};

void write_log(const std::string& path, World& told) {
  const auto log = SqliteEventLog::open({path});
  GoldenHistory history;
  history.tell([&](World& world) {
    std::vector<TokenView> rows;
    for (const Token* token : world.state.take_touched()) rows.push_back(view(*token));
    const auto events = world.last_events();
    REQUIRE(log->append(Batch{events.front().position - 1, events, rows}) == Appended::durable);
  });
  told = std::move(history.world);
}

std::string content_of(const std::string& path) {
  std::string content;
  for (const char* sql : {"SELECT sql FROM sqlite_schema ORDER BY name", "SELECT * FROM events ORDER BY position",
                          "SELECT * FROM tokens ORDER BY key", "SELECT * FROM cancellation_history",
                          "SELECT * FROM token_status", "PRAGMA application_id", "PRAGMA user_version"}) {
    content += std::string("-- ") + sql + "\n";
    for (const std::string& row : raw_sql(path, sql)) content += row + "\n";
  }
  return content;
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

TEST_CASE("a log is written as it always was", "[store][golden]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  World world;
  write_log(path, world);
  const std::string content = content_of(path);
  if (std::getenv("LOG_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden_folder / "version-2.txt", std::ios::binary) << content;
    std::filesystem::copy_file(path, golden_folder / "version-2.db", std::filesystem::copy_options::overwrite_existing);
  }
  CHECK(content == text_of_file(golden_folder / "version-2.txt"));
}

TEST_CASE("a log of any schema version is brought to the last one, read, checked and continued", "[store][golden]") {
  const std::string version = GENERATE("version-1.db", "version-2.db");
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  std::filesystem::copy_file(golden_folder / version, path);
  World world;
  write_log(folder / "now.db", world);

  const auto log = SqliteEventLog::open({path});
  CHECK(check_structure(path) == std::nullopt);
  CHECK(content_of(path) == text_of_file(golden_folder / "version-2.txt"));
  CHECK(log->read_after(0, 1'000) == world.log);
  std::vector<TokenView> rows;
  for (const auto& [key, token] : world.state.tokens()) rows.push_back(view(token));
  std::sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) { return one.key < other.key; });
  CHECK(log->list_tokens(0, {}, 1'000) == rows);
  for (const TokenView& row : rows) CHECK(log->contains(row.name));

  REQUIRE_FALSE(world.run(create("new")));
  const TokenView row = view(world.token("new"));
  CHECK(log->append(Batch{log->head(), world.last_events(), std::span(&row, 1)}) == Appended::durable);
}

TEST_CASE("a log of an older schema whose events are not what was written is refused and left as it is",
          "[store][golden]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  std::filesystem::copy_file(golden_folder / "version-1.db", path);
  const std::string sql = GENERATE("UPDATE events SET data = replace(data, 'ann', 'bob')",
                                   "UPDATE events SET time = 'yesterday' WHERE position = 3");
  raw_sql(path, sql);
  CHECK_THROWS_AS(SqliteEventLog::open({path}), LogUnusable);
  CHECK(raw_sql(path, "PRAGMA user_version") == std::vector<std::string>{"1"});
  CHECK(raw_sql(path, "SELECT count(*) FROM names") == std::vector<std::string>{"0"});
}

TEST_CASE("what only reads asks for a log of an older schema to be brought to the last one first", "[store][golden]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  std::filesystem::copy_file(golden_folder / "version-1.db", path);
  CHECK_THROWS_WITH(LogReader(path), Catch::Contains("older version"));
  CHECK_THAT(check_structure(path).value(), Catch::Contains("older version"));
}
