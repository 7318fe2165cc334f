#include <catch2/catch.hpp>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

namespace {

constexpr int rounds = 300;

// Whoever cancels, the owner ends as soon as it sees that.
void check_histories(Client& owner, const std::function<void(const Operation&)>& cancel) {
  for (int round = 0; round < rounds; ++round) {
    Operation operation = owner.start({.id = "o" + std::to_string(round)});
    std::thread canceller([&] { cancel(operation); });
    while (!operation.token().is_cancelled()) {
    }
    operation.finish(Outcome::stopped);
    canceller.join();
  }
  REQUIRE(owner.flush(long_enough()));
  CHECK(owner.outbox().refused == 0);
  const auto events = all_events(owner);
  for (int round = 0; round < rounds; ++round) {
    const std::string id = "o" + std::to_string(round);
    REQUIRE(types_of(events, id) == Types{EventType::token_created, EventType::operation_started,
                                          EventType::cancellation_requested, EventType::cancellation_executed,
                                          EventType::cancellation_completed});
    CHECK(find_in<CancellationRequested>(events, id)->reason == "why");
  }
}

}  // namespace

TEST_CASE("a cancellation that ends an operation is recorded before that end, however quick the owner", "[end]") {
  RunningDaemon daemon;
  Client owner(options_for(daemon));
  SECTION("cancelled in its own process") {
    check_histories(owner, [](const Operation& operation) { operation.cancel({.reason = "why"}); });
  }
  SECTION("cancelled by another client") {
    Client other(options_for(daemon));
    check_histories(owner, [&](const Operation& operation) {
      if (!owner.flush(long_enough())) return;
      other.cancel(operation.name(), {.reason = "why"});
    });
  }
}
