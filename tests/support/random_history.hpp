#pragma once

#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "world.hpp"

namespace cancel::test {

// A random history over a few names, so that everything meets everything: the same for the same seed.
class RandomHistory {
 public:
  explicit RandomHistory(std::uint64_t seed) : random_(seed) {}

  World world;

  void step() {
    switch (pick(16)) {
      case 0:
      case 1:
        world.run(random_create());
        break;
      case 2:
      case 3:
      case 4:
        world.run(random_start());
        break;
      case 5:
      case 6:
        world.run(random_cancel());
        break;
      case 7:
        world.run(executed(id()));
        break;
      case 8:
      case 9:
        world.run(random_finish());
        break;
      case 10:
        world.run(release(id()));
        break;
      case 11:
        world.run(random_cancel_many());
        break;
      case 12:
        world.run(open_session(session()));
        break;
      case 13:
        world.run(close_session(session()));
        break;
      default:
        let_time_pass();
        break;
    }
  }

  // Ends everything that still runs.
  void finish_all() {
    while (!world.state.running().empty()) {
      const Token& token = *world.state.find(world.state.running().begin()->second);
      FinishOperation command{token.name, Outcome::stopped, {}, {}};
      if (const auto refused = world.run(command)) throw std::logic_error(refused->message);
    }
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string id() { return "t" + std::to_string(pick(14)); }
  std::string session() { return "s" + std::to_string(pick(3)); }

  std::vector<std::string> some_ids() {
    std::vector<std::string> ids;
    for (std::size_t count = pick(4); count > 0; --count) ids.push_back(id());
    return ids;
  }

  CreateToken random_create() {
    CreateToken command = create(id(), some_ids());
    if (pick(3) == 0) command.ttl = Millis{10};
    return command;
  }

  StartOperation random_start() {
    StartOperation command = start(id(), some_ids());
    command.already_running = pick(2) == 0;
    if (pick(3) == 0) command.session = session();
    if (pick(3) == 0) command.token = name(id());
    if (pick(3) == 0) command.deadline = Millis{20};
    return command;
  }

  FinishOperation random_finish() {
    FinishOperation command = finish(id(), Outcome(pick(3)));
    if (pick(2) == 0) command.result = "made at " + std::to_string(world.log.size());
    return command;
  }

  CancelToken random_cancel() {
    CancelToken command = cancel_token(id(), pick(3) == 0 ? Mode::force : Mode::graceful);
    command.remember_if_absent = pick(3) == 0;
    command.wish.reason = "reason " + std::to_string(world.log.size());
    return command;
  }

  CancelMany random_cancel_many() {
    CancelMany command;
    command.filter.session = session();
    command.wish.mode = pick(2) == 0 ? Mode::force : Mode::graceful;
    return command;
  }

  void let_time_pass() {
    if (world.state.tokens().empty()) return;
    const Token* token = world.state.find(name(id()));
    if (!token) return;
    switch (pick(4)) {
      case 0:
        return world.elapse(TtlElapsed{token->key});
      case 1:
        return world.elapse(DeadlineElapsed{token->key});
      case 2:
        return world.elapse(GraceElapsed{token->key});
      default:
        return world.elapse(ForceElapsed{token->key});
    }
  }

  std::mt19937_64 random_;
};

}  // namespace cancel::test
