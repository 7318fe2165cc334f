#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cancel/store/check_structure.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

// What stands in a file is for ever: tests/data/log/version-1.db was written by the first version that had this schema, and
// version-1.txt is its content. LOG_UPDATE_GOLDEN=1 writes both anew: only before a schema has been released.

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
    for (const TokenKey key : world.state.take_touched()) rows.push_back(view(*world.state.find(key)));
    const auto events = world.last_events();
    REQUIRE(log->append(Batch{events.front().position - 1, events, rows}) == Appended::durable);
  });
  told = std::move(history.world);
}

std::string content_of(const std::string& path) {
  std::string content;
  for (const char* sql :
       {"SELECT sql FROM sqlite_schema ORDER BY name", "SELECT * FROM events ORDER BY position",
        "SELECT * FROM tokens ORDER BY key", "SELECT * FROM cancellation_history", "SELECT * FROM token_status",
        "PRAGMA application_id", "PRAGMA user_version"}) {
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
    std::ofstream(golden_folder / "version-1.txt", std::ios::binary) << content;
    std::filesystem::copy_file(path, golden_folder / "version-1.db", std::filesystem::copy_options::overwrite_existing);
  }
  CHECK(content == text_of_file(golden_folder / "version-1.txt"));
}

TEST_CASE("a log of schema version 1 is read, checked and continued", "[store][golden]") {
  const TemporaryFolder folder;
  const std::string path = folder / "cancel.db";
  std::filesystem::copy_file(golden_folder / "version-1.db", path);
  World world;
  write_log(folder / "now.db", world);

  CHECK(check_structure(path) == std::nullopt);
  const auto log = SqliteEventLog::open({path});
  CHECK(log->read_after(0, 1'000) == world.log);
  std::vector<TokenView> rows;
  for (const auto& [key, token] : world.state.tokens()) rows.push_back(view(token));
  std::sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) { return one.key < other.key; });
  CHECK(log->list_tokens(0, {}, 1'000) == rows);

  REQUIRE_FALSE(world.run(create("new")));
  const TokenView row = view(world.token("new"));
  CHECK(log->append(Batch{log->head(), world.last_events(), std::span(&row, 1)}) == Appended::durable);
}
