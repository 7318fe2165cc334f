#include <catch2/catch.hpp>

#include <filesystem>

#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

namespace {

struct Scene {
  RunningDaemon daemon;
  NoticeBoard notices;
  Client client{[this] {
    auto options = options_for(daemon);
    options.on_notice = notices.handler();
    return options;
  }()};

  void replace_log() {
    daemon.stop();
    daemon.remove_log();
  }
  bool told_of_the_change() {
    return eventually([&] { return notices.has(Notice::Kind::log_changed); });
  }

  std::vector<Event> settled_events() {
    REQUIRE(told_of_the_change());
    REQUIRE(client.flush(long_enough()));
    return all_events(client);
  }

  void move_log(const std::string& from, const std::string& to) {
    for (const std::string suffix : {"", "-wal", "-shm"}) {
      std::filesystem::remove(to + suffix);
      if (std::filesystem::exists(from + suffix)) std::filesystem::copy(from + suffix, to + suffix);
    }
  }
  void keep_copy() { move_log(daemon.log(), daemon.folder() + "/copy"); }
  void put_copy_back() { move_log(daemon.folder() + "/copy", daemon.log()); }
};

}  // namespace

TEST_CASE("another log is told of everything that runs, with its cancellation", "[log]") {
  Scene scene;
  SharedToken shared = scene.client.create({.id = "shared", .labels = {{"k", "v"}}});
  Operation running = scene.client.start({.id = "running", .parents = {shared.token()}, .tool = "crawl"});
  Operation stopping = scene.client.start({.id = "stopping"});
  Operation ended = scene.client.start({.id = "ended"});
  stopping.cancel({.reason = "enough", .requested_by = "ann"});
  CHECK(stopping.token().is_cancelled());
  ended.finish(Outcome::succeeded);
  REQUIRE(scene.client.flush(long_enough()));
  scene.replace_log();
  scene.daemon.start();
  auto events = scene.settled_events();
  CHECK(find_in<TokenCreated>(events, "shared")->labels == Labels{{"k", "v"}});
  REQUIRE(find_in<OperationStarted>(events, "running") != nullptr);
  CHECK(find_in<OperationStarted>(events, "running")->tool == "crawl");
  CHECK(find_in<OperationStarted>(events, "running")->session);
  CHECK(types_of(events, "stopping") == Types{EventType::token_created, EventType::operation_started,
                                              EventType::cancellation_requested, EventType::cancellation_executed});
  CHECK(find_in<CancellationRequested>(events, "stopping")->reason == "enough");
  CHECK(types_of(events, "ended").empty());
  CHECK_FALSE(running.token().is_cancelled());
  running.finish(Outcome::succeeded);
  stopping.finish(Outcome::stopped);
  REQUIRE(scene.client.flush(long_enough()));
  events = all_events(scene.client);
  CHECK(types_of(events, "running").back() == EventType::operation_finished);
  CHECK(types_of(events, "stopping").back() == EventType::cancellation_completed);
  CHECK_FALSE(scene.notices.has(Notice::Kind::session_lost));
}

TEST_CASE("what began while the log was replaced is in the new one, under what it hangs under", "[log]") {
  Scene scene;
  SharedToken shared = scene.client.create({.id = "shared"});
  Operation before = scene.client.start({.id = "before", .parents = {shared.token()}});
  REQUIRE(scene.client.flush(long_enough()));
  scene.replace_log();
  Operation meanwhile = scene.client.start({.id = "meanwhile", .parents = {shared.token()}});
  Operation alone = scene.client.start({.id = "alone"});
  scene.daemon.start();
  scene.settled_events();
  CHECK_FALSE(scene.notices.has(Notice::Kind::not_recorded));
  for (Operation* operation : {&before, &meanwhile, &alone}) operation->finish(Outcome::succeeded);
  REQUIRE(scene.client.flush(long_enough()));
  const auto events = all_events(scene.client);
  for (const char* id : {"before", "meanwhile", "alone"}) {
    REQUIRE(types_of(events, id) ==
            Types{EventType::token_created, EventType::operation_started, EventType::operation_finished});
  }
  CHECK(find_in<OperationStarted>(events, "meanwhile")->parents == std::vector<TokenName>{{"default", "shared"}});
}

TEST_CASE("an older copy of the log that is put back is told of what it lacks, once", "[log]") {
  Scene scene;
  SharedToken shared = scene.client.create({.id = "shared"});
  Operation known = scene.client.start({.id = "known", .parents = {shared.token()}});
  REQUIRE(scene.client.flush(long_enough()));
  scene.daemon.stop();
  scene.keep_copy();
  scene.daemon.start();
  Operation lacking = scene.client.start({.id = "lacking"});
  known.cancel({.reason = "in the newer log"});
  REQUIRE(scene.client.flush(long_enough()));
  scene.daemon.stop();
  scene.put_copy_back();
  scene.daemon.start();
  scene.settled_events();
  CHECK_FALSE(scene.notices.has(Notice::Kind::not_recorded));
  known.finish(Outcome::stopped);
  lacking.finish(Outcome::succeeded);
  REQUIRE(scene.client.flush(long_enough()));
  const auto events = all_events(scene.client);
  CHECK(is_whole(events));
  CHECK(types_of(events, "known") == Types{EventType::token_created, EventType::operation_started,
                                           EventType::cancellation_requested, EventType::cancellation_completed});
  CHECK(find_in<CancellationRequested>(events, "known")->reason == "in the newer log");
  CHECK(types_of(events, "lacking") ==
        Types{EventType::token_created, EventType::operation_started, EventType::operation_finished});
}

TEST_CASE("a token that is watched is watched in another log, too", "[log]") {
  Scene scene;
  const CancellationToken watched = scene.client.watch(TokenName{"default", "watched"});
  REQUIRE(scene.client.call(ReadInfo{}));
  scene.replace_log();
  scene.daemon.start();
  Client other(options_for(scene.daemon));
  REQUIRE(other.call(CreateToken{.name = {"default", "watched"}}));
  other.cancel(TokenName{"default", "watched"}, {.reason = "in the new log"});
  REQUIRE(watched.wait(Stage::requested, 10s));
  CHECK(watched.cancellation()->reason == "in the new log");
}
