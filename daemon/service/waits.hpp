#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/ports/command_channel.hpp"

namespace cancel {

// Those who asked to be told when a token is cancelled, or its cancellation completed. Not thread-safe. Each call costs the
// logarithm of their number, and what it returns.
class Waits {
 public:
  struct Wait {
    Ticket ticket = 0;
    AwaitToken command;
    Moment until{};
  };

  void add(Wait wait);

  // Whether anybody waits for this of `token`.
  bool any(const TokenName& token, AwaitToken::Until until) const { return by_token_.contains({token, until}); }
  // Takes out all who wait for this of `token`.
  std::vector<Wait> take(const TokenName& token, AwaitToken::Until until);
  // Takes out one whose time is over at `moment`.
  std::optional<Wait> take_late(Moment moment);
  std::vector<Wait> take_all();

  std::vector<TokenName> tokens() const;
  std::optional<Moment> next() const;
  std::size_t size() const { return waits_.size(); }

 private:
  using Order = std::pair<Moment, Ticket>;

  std::map<Order, Wait> waits_;
  std::map<std::pair<TokenName, AwaitToken::Until>, std::set<Order>> by_token_;
};

}  // namespace cancel
