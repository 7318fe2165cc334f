#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cancel/domain/events.hpp"

namespace cancel::top {

// What the screen wants of the daemon and its log. The screen goes on meanwhile; a WishAnswer
// comes later.
struct CancelWish {
  TokenName name{};
  Mode mode = Mode::graceful;
  std::string reason{};  // empty: none
};
struct HistoryWish {
  TokenName name{};
  Position last = 0;  // the last event of it that was seen; 0: none
};
using Wish = std::variant<CancelWish, HistoryWish>;

// One sentence; `refused`: it did not happen, or nobody knows whether it did.
struct CancelAnswer {
  TokenName name{};
  bool refused = false;
  std::string sentence{};
};
struct HistoryAnswer {
  TokenName name{};
  std::vector<Event> events{};
  std::string fault{};  // why these are not all, or none
};
using WishAnswer = std::variant<CancelAnswer, HistoryAnswer>;

}  // namespace cancel::top
