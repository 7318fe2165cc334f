#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "cancel/domain/state.hpp"
#include "cancel/service/options.hpp"

namespace cancel {

// Lets settled tokens leave memory some time after they ended. Works in small steps, between turns. Not thread-safe.
class MemoryKeeper {
 public:
  explicit MemoryKeeper(const ServiceOptions& options) : options_(options) {}

  // `token` changed at `moment`: if it is settled, it may leave memory later.
  void note(const Token& token, Moment moment);
  // Forgets everything that was noted.
  void clear() { settled_.clear(); }

  // Whether more settled tokens are in memory than may be.
  bool crowded() const { return settled_.size() > options_.most_ended; }

  // A few tokens leave `state`, as the log has them: those whose time has come, and the oldest of too many. Tells `left` of
  // each. Returns how many were looked at; 0 when nothing is left to do now.
  std::size_t forget_some(State& state, Moment moment, const std::function<void(TokenKey)>& left);

  // Takes one out of `state` that may leave it, whether or not its time has come. Returns its parents, of which some may
  // leave now.
  std::vector<TokenKey> forget(State& state, TokenKey key, Moment moment);
  // Whether the log alone can answer for it: it is settled, and nothing below it is in memory.
  static bool may_leave(const Token* token);

 private:
  struct Candidate {
    Moment due;
    TokenKey key;
  };

  const ServiceOptions& options_;
  std::deque<Candidate> settled_;
};

}  // namespace cancel
