#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cancel/domain/events.hpp"

namespace cancel::tail {

// Which events are wanted for what other events of their token have said. Empty lists do not restrict.
struct Selection {
  std::vector<Cause> causes{};
  std::vector<std::string> tools{};

  bool restricts() const { return !causes.empty() || !tools.empty(); }
};

// Chooses events by the cause of the cancellation that they belong to, and by the tool of their operation.
//
// A cancellation's events are its CancellationRequested, which says the cause, and what follows of it: executed,
// escalated, unconfirmed, the end of the operation, completed. An operation's events are its OperationStarted, which
// says the tool, and everything of its token after that; a TokenCreated directly before it comes too early to belong
// to it.
//
// Pure. What it has seen of tokens it remembers until they are over, at most `most` of them, the ones that were met
// last; of any other it says that it has to be told. Not thread-safe.
class EventSelector {
 public:
  explicit EventSelector(Selection selection, std::size_t most = 100'000);

  enum class Verdict {
    wanted,
    unwanted,
    unknown,  // ask what has become of the token, learn() it, and decide() again
  };

  // To be given every event of the tokens that matter, in order; what is unknown has changed nothing.
  Verdict decide(const Event& event);

  // What the daemon says of a token: its cause where it is cancelled, its operation's tool where it had one. A token
  // that there is not any more has neither.
  void learn(const TokenName& name, const std::optional<Cause>& cause, const std::optional<std::string>& tool);

  // Another log: nothing of what was seen counts.
  void forget_all();

  bool restricts() const { return selection_.restricts(); }
  std::size_t remembered() const { return tokens_.size(); }

 private:
  enum class Answer : unsigned char { unknown, no, yes };

  struct Known {
    Answer cancelled = Answer::unknown;
    Answer cause = Answer::unknown;  // is one of those that are wanted
    Answer tool = Answer::unknown;
  };

  struct Entry {
    Known known;
    std::list<TokenName>::iterator place;  // in recent_
  };

  Known find(const TokenName& name) const;
  void remember(const TokenName& name, const Known& known);
  void forget(const TokenName& name);

  Known after(Known known, const Event& event) const;
  Answer fits_cause(const Known& known, const Event& event) const;
  Answer fits_tool(const Known& known, const Event& event) const;
  Answer wants(Cause cause) const;
  Answer wants(const std::optional<std::string>& tool) const;

  Selection selection_;
  std::size_t most_;
  std::list<TokenName> recent_;  // the one that was met last is the last
  std::unordered_map<TokenName, Entry, TokenNameHash> tokens_;
};

}  // namespace cancel::tail
