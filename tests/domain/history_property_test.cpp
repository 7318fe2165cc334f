#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "cancel/domain/state_builder.hpp"
#include "random_history.hpp"

using namespace cancel;
using namespace cancel::test;

// Random histories over a few names, so that everything meets everything. The seed is printed when a check fails, and
// CANCEL_TEST_SEED repeats it.

namespace {

// The definitions of the protocol, word by word and without any short cut.
class Oracle {
 public:
  explicit Oracle(const State& state) : state_(state) {}

  TokenState state_of(const Token& token) const {
    if (!token.cancelled()) {
      if (token.ending == Token::Ending::expired) return TokenState::expired;
      return token.ended() ? TokenState::released : TokenState::active;
    }
    const auto running = running_under(token);
    if (running.empty()) return TokenState::completed;
    const bool all_unconfirmed = std::all_of(running.begin(), running.end(),
                                             [](const Token* below) { return below->operation->unconfirmed; });
    if (token.runs() ? token.operation->unconfirmed : all_unconfirmed) return TokenState::expired;
    const bool all_executed = std::all_of(running.begin(), running.end(),
                                          [](const Token* below) { return below->operation->executed; });
    return all_executed ? TokenState::executed : TokenState::requested;
  }

  std::vector<const Token*> running_under(const Token& token) const {
    std::vector<const Token*> running;
    std::set<TokenKey> met;
    collect(token, met, running);
    return running;
  }

 private:
  void collect(const Token& token, std::set<TokenKey>& met, std::vector<const Token*>& running) const {
    if (!met.insert(token.key).second) return;
    if (token.runs()) running.push_back(&token);
    for (const auto& [key, other] : state_.tokens()) {
      const auto& parents = other.kin().parents;
      if (std::find(parents.begin(), parents.end(), token.name) != parents.end()) collect(other, met, running);
    }
  }

  const State& state_;
};

void check_states(const World& world) {
  const Oracle oracle(world.state);
  for (const auto& [key, token] : world.state.tokens()) {
    INFO("token " << token.name.id << " at " << world.log.size());
    CHECK(to_string(cancel::state_of(token)) == to_string(oracle.state_of(token)));
    CHECK(token.busy() == !oracle.running_under(token).empty());
    if (token.cancelled() && !token.busy()) CHECK(token.completed());
  }
}

void check_cancelled_below(const World& world) {
  for (const auto& [key, token] : world.state.tokens()) {
    if (!token.cancelled()) continue;
    for (const TokenKey below : reach(world.state, {key})) {
      const Token& other = *world.state.find(below);
      INFO(token.name.id << " is cancelled, " << other.name.id << " below it");
      CHECK_FALSE(other.active());
    }
  }
}

void check_numbers(const World& world) {
  std::map<TokenName, Version> versions;
  Position position = 0;
  for (const Event& event : world.log) {
    CHECK(event.position == ++position);
    CHECK(event.version == (event.of_session() ? 0 : ++versions[event.token]));
  }
}

// The first request of each token is the only one, and the last word on a cancelled token under which nothing runs is a
// completion.
void check_story(const World& world) {
  std::map<TokenName, std::vector<const Event*>> stories;
  for (const Event& event : world.log) {
    if (!event.of_session()) stories[event.token].push_back(&event);
  }
  for (const auto& [token, story] : stories) {
    INFO("token " << token.id);
    const auto count = [&, &events = story](EventType type) {
      return std::count_if(events.begin(), events.end(), [&](const Event* event) { return event->type() == type; });
    };
    const auto requests = count(EventType::cancellation_requested);
    CHECK(requests <= 1);
    CHECK(count(EventType::token_created) <= 1);
    CHECK(count(EventType::operation_started) <= 1);
    CHECK(count(EventType::cancellation_escalated) <= 1);
    CHECK(count(EventType::cancellation_executed) <= 1);
    CHECK(count(EventType::operation_finished) <= 1);
    if (requests == 1) CHECK(count(EventType::cancellation_completed) >= 1);
    if (requests == 0) CHECK(count(EventType::cancellation_completed) == 0);
  }
}

bool holds_result(const Event& event) {
  if (const auto* finished = std::get_if<OperationFinished>(&event.data)) return finished->result.has_value();
  const auto* completed = std::get_if<CancellationCompleted>(&event.data);
  return completed != nullptr && completed->result;
}

// A result stands in one event of its operation: in the first end behind the start.
void check_results(const World& world) {
  std::set<TokenName> running;
  for (const Event& event : world.log) {
    const bool ends = event.type() == EventType::operation_finished ||
                      event.type() == EventType::cancellation_completed;
    if (event.type() == EventType::operation_started) running.insert(event.token);
    if (holds_result(event)) CHECK(running.contains(event.token));
    if (ends) running.erase(event.token);
  }
}

State replayed(const std::vector<Event>& log, std::size_t count) {
  State state;
  for (std::size_t index = 0; index < count; ++index) evolve(state, log[index]);
  return state;
}

std::uint64_t seed_of(std::uint64_t run) {
  const char* chosen = std::getenv("CANCEL_TEST_SEED");
  return chosen ? std::strtoull(chosen, nullptr, 10) : 0x5EED0000 + run;
}

}  // namespace

TEST_CASE("random histories keep every invariant", "[domain][property]") {
  for (std::uint64_t run = 0; run < 150; ++run) {
    const std::uint64_t seed = seed_of(run);
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    for (int step = 0; step < 120; ++step) {
      history.step();
      if (step % 4 == 0) check_states(history.world);
      if (step % 8 == 0) check_cancelled_below(history.world);
    }
    history.finish_all();
    check_states(history.world);
    check_numbers(history.world);
    check_story(history.world);
    check_results(history.world);
  }
}

TEST_CASE("replaying a log gives the live state, at every position", "[domain][property]") {
  for (std::uint64_t run = 0; run < 20; ++run) {
    const std::uint64_t seed = seed_of(1'000 + run);
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    State follower;
    for (int step = 0; step < 150; ++step) {
      history.step();
      while (follower.head() < history.world.log.size()) evolve(follower, history.world.log[follower.head()]);
      REQUIRE(shown(follower, history.world.policy) == shown(history.world.state, history.world.policy));
    }
    const State all = replayed(history.world.log, history.world.log.size());
    REQUIRE(shown(all, history.world.policy) == shown(history.world.state, history.world.policy));
  }
}

TEST_CASE("a token that left memory and came back from its own events is as if it had never left", "[domain][property]") {
  for (std::uint64_t run = 0; run < 60; ++run) {
    const std::uint64_t seed = seed_of(2'000 + run);
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    for (int step = 0; step < 150; ++step) history.step();
    World& world = history.world;
    const Shown before = shown(world.state, world.policy);
    world.state.take_touched();
    std::vector<TokenName> left;
    for (bool more = true; more;) {
      more = false;
      for (const auto& [key, token] : world.state.tokens()) {
        if (!token.settled() || !token.kin().children.empty()) continue;
        left.push_back(token.name);
        world.state.forget(key);
        more = true;
        break;
      }
    }
    std::reverse(left.begin(), left.end());
    for (const TokenName& name : left) {
      std::vector<Event> events;
      std::copy_if(world.log.begin(), world.log.end(), std::back_inserter(events),
                   [&](const Event& event) { return event.token == name; });
      world.state.restore(events);
    }
    REQUIRE(shown(world.state, world.policy) == before);
  }
}

namespace {

// What a snapshot holds of a token: its children and their numbers follow from the others.
Token without_relatives(Token token) {
  token.touched = false;
  if (!token.family) return token;
  token.family->children.clear();
  token.family->busy_children = token.family->untaken_children = token.family->awaiting_children = 0;
  return token;
}

State put_together(const State& state) {
  StateBuilder builder(100);
  for (const auto& [key, token] : state.tokens()) builder.add(Token(without_relatives(token)));
  for (const auto& [id, session] : state.sessions()) builder.add(session.space, session.opened);
  for (auto number = state.commands().begin(); number < state.commands().end(); ++number) {
    const auto& [id, carried_out] = state.commands().at(number);
    builder.add(id, carried_out);
  }
  builder.set(state.statistics());
  return builder.finish(state.head());
}

}  // namespace

TEST_CASE("a state that was put together from its parts goes on like the one that they were taken from", "[property]") {
  for (std::uint64_t run = 0; run < 60; ++run) {
    const std::uint64_t seed = seed_of(3'000 + run);
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    World& world = history.world;
    for (int round = 0; round < 5; ++round) {
      for (int step = 0; step < 30; ++step) history.step();
      State again = put_together(world.state);
      REQUIRE(shown(again, world.policy) == shown(world.state, world.policy));
      world.state = std::move(again);
    }
    check_states(world);
    State all;
    for (const Event& event : world.log) evolve(all, event);
    REQUIRE(shown(all, world.policy) == shown(world.state, world.policy));
  }
}

TEST_CASE("of the command ids that are remembered the oldest go first, and keep their numbers until then", "[domain]") {
  CommandMemory memory(3);
  for (Position position = 1; position <= 5; ++position) {
    CHECK(memory.add("c" + std::to_string(position), CarriedOut{position, position, 0}).second);
  }
  CHECK_FALSE(memory.find("c2"));
  CHECK(memory.begin() == 2);
  CHECK(memory.end() == 5);
  CHECK(memory.at(2).first == "c3");
  CHECK(memory.find("c5")->first == 5);
  CHECK_FALSE(memory.add("c4", CarriedOut{9, 9, 0}).second);
}
