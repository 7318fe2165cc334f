#include "rpc/exchanges.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>

#include "fake_daemon.hpp"

using namespace cancel;
using namespace cancel::client;
using namespace std::chrono_literals;
using cancel::testing::FakeDaemon;

namespace {

// A daemon, and somebody who asks it; the test turns the wheel.
struct Scene {
  FakeDaemon daemon;
  zmq::context_t context;
  Exchanges exchanges{context, daemon.endpoints().command, {.reconnect = Millis{5}, .longest_reconnect = Millis{20}}};
  std::vector<ExchangeOutcome> outcomes;

  explicit Scene(bool reply = true) {
    bool connected = false;
    exchanges.on_connected([&] { connected = true; });
    if (!turn_until([&] { return connected; })) throw std::runtime_error("no connection");
    exchanges.on_connected(nullptr);
    if (reply) daemon.answer_all([](const auto& request) { return FakeDaemon::result(request, R"({"ok":1})"); });
  }

  void ask(std::size_t questions = 1, Terms terms = {Millis{10'000}}) {
    exchanges.begin(std::vector<Question>(questions, {"server/info", "{}"}), terms,
                    [this](ExchangeOutcome outcome) { outcomes.push_back(std::move(outcome)); });
  }
  bool turn_until(const std::function<bool()>& condition, std::chrono::milliseconds within = 10s) {
    const auto until = WaitClock::now() + within;
    while (!condition()) {
      if (WaitClock::now() > until) return false;
      daemon.serve();
      exchanges.step();
    }
    return true;
  }
  bool end(std::size_t count = 1) {
    return turn_until([&] { return outcomes.size() >= count; });
  }
  bool asked(std::size_t count) {
    return turn_until([&] { return daemon.methods().size() >= count; });
  }
};

}  // namespace

TEST_CASE("an exchange ends with the answers to all of its questions", "[exchanges]") {
  Scene scene;
  scene.ask(3);
  REQUIRE(scene.end());
  CHECK(std::get<Answers>(scene.outcomes[0]) == Answers(3, RpcResult{R"({"ok":1})"}));
  CHECK(scene.daemon.methods().size() == 3);
}

TEST_CASE("many exchanges are open at once, and each gets its own answer", "[exchanges]") {
  Scene scene(false);
  for (int index = 0; index < 100; ++index) {
    scene.daemon.answer_next([index](const auto& request) {
      return index % 2 == 0 ? FakeDaemon::result(request, std::to_string(index)) : FakeDaemon::error(request, -index);
    });
    scene.ask();
  }
  REQUIRE(scene.end(100));
  CHECK(std::get<RpcResult>(std::get<Answers>(scene.outcomes[42])[0]).json == "42");
  CHECK(std::get<RpcError>(std::get<Answers>(scene.outcomes[43])[0]).code == -43);
}

TEST_CASE("a message is sent again over a new connection", "[exchanges]") {
  Scene scene;
  scene.daemon.answer_next([](const auto&) { return std::nullopt; });
  scene.ask();
  REQUIRE(scene.asked(1));
  scene.daemon.stop();
  scene.daemon.start();
  REQUIRE(scene.end());
  CHECK(scene.daemon.methods().size() == 2);
}

TEST_CASE("a message is sent again when nothing comes, and whichever is answered first counts", "[exchanges]") {
  Scene scene;
  std::set<std::int64_t> numbers;
  for (int index = 0; index < 2; ++index) {
    scene.daemon.answer_next([&](const auto& request) {
      numbers.insert(request["id"].GetInt64());
      return std::nullopt;
    });
  }
  scene.ask(1, {Millis{20}});
  REQUIRE(scene.asked(2));
  CHECK(numbers.size() == 1);
  REQUIRE(scene.end());
}

TEST_CASE("an answer that comes twice counts once", "[exchanges]") {
  Scene scene;
  scene.daemon.withhold();
  scene.ask(2, {Millis{10}});
  REQUIRE(scene.asked(6));
  scene.daemon.release_withheld();
  REQUIRE(scene.end());
  scene.ask();
  REQUIRE(scene.end(2));
  CHECK(scene.outcomes.size() == 2);
}

TEST_CASE("an exchange that is given up says whether its message was sent", "[exchanges]") {
  Scene scene;
  SECTION("it was") {
    scene.daemon.answer_next([](const auto&) { return std::nullopt; });
    scene.ask(1, {Millis{10'000}, WaitClock::now() + 500ms});
    REQUIRE(scene.end());
    CHECK(std::get<NoReply>(scene.outcomes[0]) == NoReply{true});
  }
  SECTION("it was not") {
    Exchanges nowhere(scene.context, scene.daemon.endpoints().command + "-of-nobody", {});
    std::optional<ExchangeOutcome> outcome;
    nowhere.begin({{"server/info", "{}"}}, {Millis{10}, WaitClock::now() + 50ms}, [&](auto end) { outcome = end; });
    while (!outcome) nowhere.step();
    CHECK(std::get<NoReply>(*outcome) == NoReply{false});
  }
}

TEST_CASE("a message that is not read as a whole ends the exchange with many questions, not the others",
          "[exchanges]") {
  Scene scene;
  scene.daemon.take_batches_up_to(2);
  scene.daemon.withhold();
  scene.ask();
  scene.ask(3);
  scene.ask();
  REQUIRE(scene.turn_until([&] { return scene.daemon.methods().size() == 2; }));
  scene.daemon.release_withheld();
  REQUIRE(scene.end(3));
  CHECK(std::holds_alternative<Answers>(scene.outcomes[0]));
  CHECK(std::holds_alternative<MessageRefused>(scene.outcomes[1]));
  CHECK(std::holds_alternative<Answers>(scene.outcomes[2]));
}

TEST_CASE("an exchange for a length of time that no clock holds is sent once and answered", "[exchanges]") {
  Scene scene;
  scene.ask(1, {Millis::max()});
  REQUIRE(scene.end());
  CHECK(scene.daemon.methods().size() == 1);
}

TEST_CASE("an exchange may begin another one when it ends", "[exchanges]") {
  Scene scene;
  int ended = 0;
  scene.exchanges.begin({{"first", "{}"}}, {Millis{10'000}}, [&](const auto&) {
    ++ended;
    scene.exchanges.begin({{"second", "{}"}}, {Millis{10'000}}, [&](const auto&) { ++ended; });
  });
  REQUIRE(scene.turn_until([&] { return ended == 2; }));
  CHECK(scene.daemon.methods() == std::vector<std::string>{"first", "second"});
}

TEST_CASE("an exchange with many questions that breaks one connection after the other is given up", "[exchanges]") {
  Scene scene(false);
  scene.daemon.answer_all([](const auto&) { return std::nullopt; });
  scene.ask(2);
  scene.ask(1);
  std::size_t seen = 0;
  REQUIRE(scene.turn_until([&] {
    if (scene.daemon.methods().size() > seen) {
      scene.daemon.stop();
      scene.daemon.start();
      seen = scene.daemon.methods().size();
    }
    return !scene.outcomes.empty();
  }));
  CHECK(std::get<NoReply>(scene.outcomes[0]) == NoReply{true});
  scene.daemon.answer_all([](const auto& request) { return FakeDaemon::result(request, "{}"); });
  REQUIRE(scene.end(2));  // the other one was not too large, so it must be the daemon's fault
  CHECK(std::holds_alternative<Answers>(scene.outcomes[1]));
}

TEST_CASE("nothing is sent over a connection before it is known to whoever wants to hold it", "[exchanges]") {
  Scene scene;
  for (int round = 0; round < 20; ++round) {
    std::optional<RequestNumber> first;
    scene.exchanges.on_connected([&] {
      first =
          scene.exchanges.begin({{"first", "{}"}}, {Millis{10'000}}, [&](const auto&) { scene.exchanges.release(); });
      scene.exchanges.hold(*first);
    });
    scene.daemon.stop();
    scene.daemon.start();
    const std::size_t before = scene.daemon.methods().size();
    scene.outcomes.clear();
    REQUIRE(scene.turn_until([&] { return first.has_value(); }));
    scene.ask();
    REQUIRE(scene.end());
    CHECK(scene.daemon.methods().at(before) == "first");
  }
}

TEST_CASE("while exchanges are held, one alone is sent", "[exchanges]") {
  Scene scene;
  scene.exchanges.begin({{"held", "{}"}}, {Millis{10'000}}, [&](auto outcome) { scene.outcomes.push_back(outcome); });
  bool first = false;
  const auto number = scene.exchanges.begin({{"first", "{}"}}, {Millis{10'000}}, [&](const auto&) { first = true; });
  scene.exchanges.hold(number);
  REQUIRE(scene.turn_until([&] { return first; }));
  CHECK(scene.daemon.methods() == std::vector<std::string>{"first"});
  scene.exchanges.release();
  REQUIRE(scene.end());
  CHECK(scene.daemon.methods().back() == "held");
}

TEST_CASE("an exchange that is forgotten is heard of no more", "[exchanges]") {
  Scene scene;
  scene.daemon.withhold();
  const auto number = scene.exchanges.begin({{"gone", "{}"}}, {Millis{10'000}},
                                            [&](auto outcome) { scene.outcomes.push_back(outcome); });
  REQUIRE(scene.asked(1));
  scene.exchanges.forget(number);
  scene.daemon.release_withheld();
  scene.ask();
  REQUIRE(scene.end());
  CHECK(scene.outcomes.size() == 1);
}
