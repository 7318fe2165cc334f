#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
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

// Everything that the events say, in memory: the fold of evolve() over the log.
//
// Tokens that are settled may be taken out (forget) and put back from their own events (restore); no event ever needs one
// that is not there, as long as callers restore what a command names. Not thread-safe.
class State {
 public:
  // Remembers at least the last `remembered_commands` command ids. The statistics go on from `removed`, what events that
  // are no longer in the log have counted.
  explicit State(std::size_t remembered_commands = 100'000, Statistics removed = {})
      : remembered_commands_(remembered_commands), statistics_(std::move(removed)) {}
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
  const CarriedOut* carried_out(const std::string& command_id) const;
  const Statistics& statistics() const { return statistics_; }

  // The tokens that changed, in whatever way that a view can show, since the last call. They stay until forget().
  std::vector<const Token*> take_touched();

  // Takes a settled token without children out of memory; not while it waits for take_touched(). Returns its parents.
  std::vector<TokenKey> forget(TokenKey key);
  // Puts a forgotten token back from its own events, all of them. Its parents must be there. Counts nothing twice.
  void restore(std::span<const Event> events);

 private:
  friend class Evolution;

  Position head_ = 0;
  TokenTable tokens_;
  std::map<Position, TokenKey> running_;
  std::map<std::string, Session> sessions_;
  std::unordered_map<std::string, CarriedOut> commands_;
  std::deque<std::string> command_order_;
  std::size_t remembered_commands_;
  Statistics statistics_;
  std::vector<Token*> touched_;
};

// Applies one fact. Total: every event of every log can be applied, in the order of the log; what makes no sense changes
// nothing but the numbers. Cost: constant, plus the ancestors whose activity changes.
void evolve(State& state, const Event& event);

// Gives a decided event the place in the log that comes after `state`.
Event placed(const State& state, NewEvent event, Timestamp time, std::optional<std::string> command_id);

}  // namespace cancel
