#pragma once

#include <string>
#include <vector>

#include "cancel/domain/state.hpp"

namespace cancel {

// Puts a state together from its parts, as they were at one position: what a snapshot holds. What follows from them
// (children, activity, what runs) is computed here. Not thread-safe.
class StateBuilder {
 public:
  explicit StateBuilder(std::size_t remembered_commands) : state_(remembered_commands) {}

  // Takes a token in, in place of one with the same key; its family needs its parents and their keys only.
  void add(Token token);
  void remove(TokenKey token);
  // Those that have ended, or were cancelled and do not run themselves, with all their events below `position`.
  std::vector<TokenKey> ended_before(Position position) const;
  // In the order of their numbers.
  void add(const std::string& command_id, const CarriedOut& carried_out) { state_.commands_.add(command_id, carried_out); }
  void add(const std::string& space, const SessionOpened& opened);
  void set(Statistics statistics) { state_.statistics_ = std::move(statistics); }

  // The state at `head`. Cost: the number of tokens. Call it once.
  State finish(Position head);

 private:
  void place(Token& token);
  void spread_activity();

  State state_;
};

}  // namespace cancel
