#pragma once

#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cancel/domain/state.hpp"
#include "cancel/ports/event_log.hpp"
#include "cancel/service/options.hpp"

namespace cancel {

// Lets settled tokens leave memory some time after they ended, and lets what is old enough leave the log. Works in
// small steps, between turns. Not thread-safe.
class MemoryKeeper {
 public:
  explicit MemoryKeeper(const ServiceOptions& options) : options_(options) {}

  // `token` changed at `moment`: if it is settled, it may leave memory later.
  void note(const Token& token, Moment moment);
  // Forgets everything that was noted.
  void clear() { settled_.clear(); }

  // A few tokens whose time has come leave `state` for `log`. Returns how many; 0 when nothing is left to do now.
  // Throws LogError.
  std::size_t archive_some(State& state, EventLog& log, Moment moment);

  // Removes a few tokens from the log that ended before the retention time. Returns how many; 0 when all was looked at.
  // Throws LogError.
  std::size_t prune_some(const State& state, EventLog& log, Timestamp now);

 private:
  struct Candidate {
    Moment due;
    TokenKey key;
  };
  struct Pruning {
    Position before = 0;  // events below go
    TokenKey after = 0;   // tokens up to here were looked at
  };

  bool may_leave(const Token* token) const;
  void prune_old(const State& state, EventLog& log, const std::vector<TokenView>& tokens);

  const ServiceOptions& options_;
  std::deque<Candidate> settled_;
  std::optional<Pruning> pruning_;
};

}  // namespace cancel
