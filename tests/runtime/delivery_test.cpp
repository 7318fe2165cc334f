#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "delivery_scene.hpp"

using namespace cancel;
using namespace scene;
using namespace std::chrono_literals;

namespace {

std::string storage_unavailable(const rapidjson::Document& request) {
  return FakeDaemon::error(request, -31008, R"({"name":"StorageUnavailable","outcome":"not_recorded"})");
}

}  // namespace

TEST_CASE("a session is opened before the first start is told, and the start names it", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a");
  start(scene.outbox, a);
  finish(scene.outbox, a);
  REQUIRE(scene.deliver());
  REQUIRE(scene.daemon.told().size() == 3);
  CHECK(scene.daemon.told()[0].method == "session/open");
  CHECK(scene.daemon.told()[1].session == "s1");
  CHECK(scene.told() == Words{"operation/start a", "operation/finish a"});
  CHECK(scene.events == Words{"started a"});
}

TEST_CASE("a log that can not be written repeats what comes behind, in order and under the same ids", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a"), b = operation("b");
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });  // session/open
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });
  scene.daemon.answer_next(storage_unavailable);
  scene.daemon.answer_next(storage_unavailable);
  for (const auto& token : {a, b}) start(scene.outbox, token);
  for (const auto& token : {a, b}) finish(scene.outbox, token);
  REQUIRE(scene.deliver());
  CHECK(scene.told() == Words{"operation/start a", "operation/finish b",  // the first time
                              "operation/start b", "operation/finish a", "operation/finish b"});
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& told : scene.daemon.told()) ids[told.method + told.id].insert(told.command_id);
  CHECK(ids["operation/finishb"].size() == 1);
  CHECK(scene.outbox.statistics() == OutboxStatistics{.delivered = 4});
}

TEST_CASE("who waits for a change is told that the log can not be written", "[delivery]") {
  DeliveryScene scene;
  scene.daemon.answer_next(storage_unavailable);
  std::optional<CallResult> told;
  scene.outbox.push_command(awaited(WaitClock::now() + 10s, [&](CallResult result) { told = std::move(result); }));
  REQUIRE(scene.turn_until([&] { return told.has_value(); }));
  REQUIRE(std::holds_alternative<RpcError>(*told));
  CHECK(std::get<RpcError>(*told).code == -31008);
}

TEST_CASE("a session that is lost on the way is replaced, and what comes behind is told again under it", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a"), b = operation("b");
  start(scene.outbox, a);
  REQUIRE(scene.deliver());
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });
  scene.daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31009); });
  finish(scene.outbox, a);
  start(scene.outbox, b);
  finish(scene.outbox, b);
  REQUIRE(scene.deliver());
  CHECK(scene.events == Words{"started a", "session lost", "started b"});
  const auto& told = scene.daemon.told();
  REQUIRE(told.size() >= 3);
  CHECK(told[told.size() - 2].method == "operation/start");
  CHECK(told[told.size() - 2].session == "s2");
  CHECK(told.back().method == "operation/finish");
}

TEST_CASE("a start that was told under the session before the last one does not lose the new one", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a"), b = operation("b");
  start(scene.outbox, a);
  REQUIRE(scene.deliver());
  scene.daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31009); });
  scene.daemon.withhold();
  start(scene.outbox, b);
  REQUIRE(scene.turn_until(
      [&] { return scene.told().back() == "operation/start b" || scene.daemon.methods().size() > 2; }));
  scene.session.lose("s1", {-31009, "renewal was refused", "null"});
  scene.session.need();
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });
  REQUIRE(scene.turn_until([&] { return scene.daemon.methods().back() == "session/open"; }));
  scene.daemon.release_withheld();
  REQUIRE(scene.deliver());
  CHECK(scene.events == Words{"started a", "session lost", "started b"});
}

TEST_CASE("a log that can not be written holds the session up, and the operations with it", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a");
  scene.daemon.answer_next(storage_unavailable);
  start(scene.outbox, a);
  REQUIRE(scene.deliver());
  CHECK(scene.events == Words{"started a"});
  CHECK(scene.daemon.told().back().session == "s1");
}

TEST_CASE("a daemon that opens no session is told of operations without one", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a");
  scene.daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31006); });
  start(scene.outbox, a);
  REQUIRE(scene.deliver());
  CHECK(scene.events == Words{"no session", "started a"});
  CHECK(scene.daemon.told().back().session.empty());
}

TEST_CASE("a daemon that takes few commands in one message gets all of them, soon, each once", "[delivery]") {
  DeliveryScene scene;
  scene.daemon.take_batches_up_to(3);
  std::vector<Tracked> tokens;
  Words expected;
  for (int index = 0; index < 500; ++index) {
    const auto& token = tokens.emplace_back(operation("o" + std::to_string(index)));
    start(scene.outbox, token);
    expected.push_back("operation/start o" + std::to_string(index));
  }
  REQUIRE(scene.deliver(4s));
  CHECK(scene.told() == expected);
}

TEST_CASE("an operation that the daemon will not have is told of no more", "[delivery]") {
  DeliveryScene scene;
  const auto a = operation("a");
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });
  scene.daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31010); });
  start(scene.outbox, a);
  REQUIRE(scene.deliver());
  CHECK(scene.events == Words{"not a"});
  CHECK(finish(scene.outbox, a) == Outbox::Pushed::dropped);
}

TEST_CASE("a call whose time is over on the way is told so once, however often its message is repeated", "[delivery]") {
  DeliveryScene scene;
  int told = 0;
  scene.daemon.answer_next([](const auto&) { return std::nullopt; });
  const auto give_up = WaitClock::now() + 50ms;
  scene.outbox.push_command(awaited(give_up, [&](const CallResult& result) {
    ++told;
    CHECK(std::get<NoReply>(result).sent);
  }));
  REQUIRE(scene.turn_until([&] { return told == 1; }));
  scene.daemon.answer_next(storage_unavailable);  // of the repetition: it goes back into the outbox
  REQUIRE(scene.deliver());
  CHECK(told == 1);
  CHECK(scene.told() == Words{"cancellation/release released"});
}

TEST_CASE("a message that breaks every connection does not hold up what comes behind for ever", "[delivery]") {
  DeliveryScene scene;
  std::vector<Tracked> tokens;
  for (int index = 0; index < 8; ++index) start(scene.outbox, tokens.emplace_back(operation(std::to_string(index))));
  const auto break_off = [&](const rapidjson::Document&) -> std::optional<std::string> { return std::nullopt; };
  scene.daemon.answer_next([&](const auto& request) { return scene.daemon.oblige(request); });
  REQUIRE(scene.turn_until([&] { return scene.session.is_settled(); }));
  // A daemon that reads no more than two commands at once, and says so by hanging up.
  std::size_t seen = 0;
  scene.daemon.answer_all(break_off);
  const bool delivered = scene.turn_until([&] {
    const std::size_t now = scene.daemon.methods().size();
    const std::size_t fresh = now - std::exchange(seen, now);
    if (fresh > 2) {
      scene.daemon.stop();
      scene.daemon.start();
    } else if (fresh != 0) {
      scene.daemon.answer_all([&](const auto& request) { return scene.daemon.oblige(request); });
    }
    return scene.outbox.is_empty();
  });
  CHECK(delivered);
}
