#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "cancel/domain/names.hpp"
#include "cancel/domain/timers.hpp"

namespace cancel {

// When each token is due, on the monotonic clock. A due time is converted from the wall clock once, when it becomes
// known; from then on a clock that jumps changes nothing. Not thread-safe. Cost: logarithmic.
class TimerQueue {
 public:
  // Sets what is due of `token`, `now` and `moment` being the same instant on the two clocks. Where it is due at the
  // same time as before, it keeps its moment.
  void set(TokenKey token, const std::optional<Due>& due, Timestamp now, Moment moment);

  // Takes out one that is due at `moment`.
  std::optional<Elapsed> take(Moment moment);

  std::optional<Moment> next() const;

  // Forgets every token that `keep` does not name, after the state was built anew.
  template <typename Keep>
  void retain(Keep&& keep) {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
      if (keep(entry->first)) {
        ++entry;
      } else {
        order_.erase({entry->second.moment, entry->first});
        entry = entries_.erase(entry);
      }
    }
  }

 private:
  struct Entry {
    Due due;
    Moment moment;
  };

  std::unordered_map<TokenKey, Entry> entries_;
  std::set<std::pair<Moment, TokenKey>> order_;
};

}  // namespace cancel
