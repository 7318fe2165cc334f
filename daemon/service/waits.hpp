#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/ports/command_channel.hpp"

namespace cancel {

// Those who asked to be told when a token is cancelled, or its cancellation completed. Not thread-safe.
class Waits {
 public:
  struct Wait {
    Ticket ticket = 0;
    AwaitToken command;
    Moment until{};
  };

  void add(Wait wait);
  // Takes out those for which `answered` is true, of the waits for `token`.
  template <typename Answered>
  void check(const TokenName& token, Answered&& answered) {
    const auto [begin, end] = by_token_.equal_range(token);
    for (auto wait = begin; wait != end;) {
      if (answered(wait->second)) {
        order_.erase({wait->second.until, wait->second.ticket});
        wait = by_token_.erase(wait);
      } else {
        ++wait;
      }
    }
  }

  // Takes out one whose time is over at `moment`.
  std::optional<Wait> take_late(Moment moment);
  // Takes out all.
  std::vector<Wait> take_all();
  std::vector<TokenName> tokens() const;
  std::optional<Moment> next() const;
  std::size_t size() const { return by_token_.size(); }

 private:
  std::multimap<TokenName, Wait> by_token_;
  std::map<std::pair<Moment, Ticket>, TokenName> order_;
};

}  // namespace cancel
