#pragma once

#include <catch2/catch.hpp>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "service_world.hpp"
#include "world.hpp"

namespace cancel::test {

// What a client can see of the tokens `ids`, and of the whole.
struct Picture {
  std::vector<TokenView> tokens;
  std::vector<OperationView> operations;
  Counters total;
  std::uint64_t sessions = 0;
  bool operator==(const Picture&) const = default;
};

inline Picture picture_of(ServiceWorld& world) {
  Picture picture;
  for (const TokenView& listed : world.ask_for<TokenListReply>(ListTokens{})->tokens) {
    const auto* status = world.ask_for<StatusReply>(ReadStatus{listed.name});
    REQUIRE(status);
    CHECK(status->token == listed);
    picture.tokens.push_back(status->token);
  }
  picture.operations = world.ask_for<OperationListReply>(ListOperations{})->operations;
  const auto* statistics = world.ask_for<StatisticsReply>(ReadStatistics{});
  picture.total = statistics->total;
  picture.sessions = statistics->open_sessions;
  return picture;
}

// Random commands over few names: so that tokens change, end, leave memory and come back while a snapshot is made.
class RandomClients {
 public:
  RandomClients(ServiceWorld& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void step() {
    switch (pick(10)) {
      case 0:
        world_.ask(create(id(), {id()}));
        break;
      case 1:
        world_.ask(with_time_to_live());
        break;
      case 2:
        world_.ask(start(id(), {id()}), command_id());
        break;
      case 3:
        world_.ask(late_start(id(), {id(), id()}));
        break;
      case 4:
        world_.ask(cancel_token(id()), command_id());
        break;
      case 5:
        world_.ask(finish(id()));
        break;
      case 6:
        world_.ask(release(id()));
        break;
      case 7:
        world_.ask(executed(id()));
        break;
      case 8:
        world_.ask(in_session());
        break;
      default:
        world_.pass(std::chrono::milliseconds{pick(300)});
        break;
    }
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string id() { return "t" + std::to_string(pick(60)); }
  CommandBody with_time_to_live() {
    CreateToken command = create(id());
    if (pick(2) == 0) command.ttl = Millis{100'000};
    return command;
  }
  std::optional<std::string> command_id() {
    if (pick(2) == 0) return std::nullopt;
    return "c" + std::to_string(pick(1'000));
  }
  CommandBody in_session() {
    if (pick(3) == 0) return open_session("s" + std::to_string(pick(4)));
    if (pick(3) == 0) return close_session("s" + std::to_string(pick(4)));
    StartOperation command = start(id());
    command.session = "s" + std::to_string(pick(4));
    return command;
  }

  ServiceWorld& world_;
  std::mt19937_64 random_;
};

}  // namespace cancel::test
