#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>

#include "cancel/domain/timers.hpp"
#include "live_scene.hpp"
#include "random_history.hpp"

using namespace cancel;
using namespace cancel::test;
using cancel::live::LiveState;
using cancel::live::LiveToken;

namespace {

std::optional<Timestamp> due(const Token& token, const Policy& policy, Mode mode) {
  if (!token.runs() || !token.cancelled() || token.cancellation->mode != mode) return std::nullopt;
  const auto next = next_due(token, policy);
  return next ? std::optional(next->at) : std::nullopt;
}

void check_token(const LiveState& live, const LiveToken& seen, const World& world) {
  const Token* token = world.state.find(seen.name);
  REQUIRE(token);
  INFO(seen.name.id);
  CHECK(seen.running() == token->runs());
  CHECK(seen.open() == (token->cancelled() && token->busy()));
  if (!token->cancelled()) return;
  REQUIRE(seen.cancellation);
  CHECK(seen.cancellation->reason == token->cancellation->reason);
  CHECK(seen.cancellation->cause == token->cancellation->cause);
  CHECK(seen.cancellation->mode == token->cancellation->mode);
  CHECK(seen.cancellation->requested_at == token->cancellation->requested_at);
  CHECK(seen.cancellation->escalates_at == due(*token, world.policy, Mode::graceful));
  CHECK(seen.cancellation->unconfirmed_at == due(*token, world.policy, Mode::force));
  if (token->runs()) {
    if (seen.cancellation->executed) CHECK(token->operation->executed);  // a list may not tell
    if (token->kin().children.empty()) CHECK(live.state_of(seen) == state_of(*token));
  }
}

// Everything that runs is in view, and nothing else counts as running.
void check(const LiveState& live, const World& world) {
  CHECK(live.running().size() == world.state.running().size());
  for (const auto& [position, key] : world.state.running()) {
    const Token& token = *world.state.find(key);
    const LiveToken* seen = live.find(token.name);
    INFO(token.name.id);
    REQUIRE(seen);
    check_token(live, *seen, world);
  }
  std::uint64_t unconfirmed = 0;
  for (const LiveToken* seen : live.open()) {
    check_token(live, *seen, world);
    unconfirmed += seen->cancellation->unconfirmed ? 1 : 0;
  }
  CHECK(live.unconfirmed() == unconfirmed);
  std::uint64_t counted = 0;
  for (const auto& [tool, count] : live.running_by_tool()) counted += count;
  CHECK(counted == live.running().size());
  CHECK(live.recent().size() <= 5);
}

}  // namespace

TEST_CASE("whenever an observer begins, and however far back, it sees what the daemon has", "[live][property]") {
  const char* given = std::getenv("CANCEL_TEST_SEED");
  const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  for (std::uint64_t seed = first; seed < first + (given ? 1 : 150); ++seed) {
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    std::mt19937_64 random(seed);
    for (std::uint64_t steps = random() % 100; steps > 0; --steps) history.step();
    const Position head = history.world.log.size();
    for (std::uint64_t steps = random() % 10; steps > 0; --steps) history.step();  // while the lists are read
    LiveState live(LiveState::Options{5, history.world.policy.grace, history.world.policy.force});
    list_into(live, history.world);
    Position position = head - (head == 0 ? 0 : random() % head);
    for (int step = 0; step < 100; ++step) {
      apply_after(live, history.world, position);
      position = history.world.log.size();
      check(live, history.world);
      history.step();
    }
    history.finish_all();
    apply_after(live, history.world, position);
    CHECK(live.running().empty());
    CHECK(live.open().empty());
    CHECK(live.unconfirmed() == 0);
  }
}
