#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cancel/domain/events.hpp"
#include "cancel/domain/statistics.hpp"
#include "cancel/domain/token_table.hpp"

namespace cancel {

// An open session and what it owns.
struct Session {
  std::string space;
  SessionOpened opened;
  std::set<TokenKey> running;  // its running operations, in order of creation
};

// A command id that has caused events: all of them stand at first … last.
struct CarriedOut {
  Position first = 0;
  Position last = 0;
  std::size_t method = 0;  // the index of its alternative in CommandBody
};

// The last so many command ids that have caused events, in the order of their first ones. Each has a number, which grows.
// Not thread-safe. Cost: constant.
class CommandMemory {
 public:
  explicit CommandMemory(std::size_t most) : most_(most) {}

  const CarriedOut* find(const std::string& id) const;
  // The same to change; made, with `first`, where the id is new. Says whether it is.
  std::pair<CarriedOut*, bool> add(const std::string& id, const CarriedOut& first);

  // Those that are remembered have the numbers from begin() to before end().
  std::uint64_t begin() const { return forgotten_; }
  std::uint64_t end() const { return forgotten_ + order_.size(); }
  const std::pair<const std::string, CarriedOut>& at(std::uint64_t number) const { return *order_[number - forgotten_]; }

 private:
  using ById = std::unordered_map<std::string, CarriedOut>;

  std::size_t most_;
  ById by_id_;
  std::deque<ById::value_type*> order_;
  std::uint64_t forgotten_ = 0;
};

// Everything that the events say, in memory: the fold of evolve() over the log.
//
// Tokens that are settled may be taken out (forget) and put back from their own events (restore); no event ever needs one
// that is not there, as long as callers restore what a command names. Not thread-safe.
class State {
 public:
  // Remembers at least the last `remembered_commands` command ids. The statistics go on from `removed`, what events that
  // are no longer in the log have counted.
  explicit State(std::size_t remembered_commands = 100'000, Statistics removed = {})
      : commands_(remembered_commands), statistics_(std::move(removed)) {}
  State(State&&) = default;
  State& operator=(State&&) = default;

  Position head() const { return head_; }

  const Token* find(const TokenName& name) const { return tokens_.find(name); }
  const Token* find(TokenKey key) const { return tokens_.find(key); }
  // In order of creation.
  const TokenTable::ByKey& tokens() const { return tokens_.by_key(); }
  // Running operations, by the position of their OperationStarted.
  const std::map<Position, TokenKey>& running() const { return running_; }

  const Session* session(const std::string& id) const;
  const std::map<std::string, Session>& sessions() const { return sessions_; }
  const CarriedOut* carried_out(const std::string& command_id) const { return commands_.find(command_id); }
  const CommandMemory& commands() const { return commands_; }
  const Statistics& statistics() const { return statistics_; }

  // The tokens that changed, in whatever way that a view can show, since the last call. They stay until forget().
  std::vector<const Token*> take_touched();

  // Takes a settled token without children out of memory; not while it waits for take_touched(). Returns its parents.
  std::vector<TokenKey> forget(TokenKey key);
  // Puts a forgotten token back from its own events, all of them. Its parents must be there. Counts nothing twice.
  void restore(std::span<const Event> events);

 private:
  friend class Evolution;
  friend class StateBuilder;

  Position head_ = 0;
  TokenTable tokens_;
  std::map<Position, TokenKey> running_;
  std::map<std::string, Session> sessions_;
  CommandMemory commands_;
  Statistics statistics_;
  std::vector<Token*> touched_;
};

// Applies one fact. Total: every event of every log can be applied, in the order of the log; what makes no sense changes
// nothing but the numbers. Cost: constant, plus the ancestors whose activity changes.
void evolve(State& state, const Event& event);

// Gives a decided event the place in the log that comes after `state`.
Event placed(const State& state, NewEvent event, Timestamp time, std::optional<std::string> command_id);

}  // namespace cancel
