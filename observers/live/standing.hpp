#pragma once

#include <optional>
#include <string>

#include "cancel/domain/replies.hpp"

namespace cancel::live {

// How an observer stands with its daemon. A value.
struct Standing {
  bool connected = false;
  std::string fault{};                    // why not, for people
  std::optional<Timestamp> away_since{};  // while it is not, and was
  bool caught_up = false;                 // everything up to the head of the last listing was applied
  std::string log_id{};
  Position position = 0;              // the last event that was looked at
  Position head = 0;                  // of the log, as far as is known
  std::optional<InfoReply> daemon{};  // what it said of itself when it was last reached
  std::optional<StatisticsReply> statistics{};
  std::optional<Timestamp> statistics_at{};

  std::uint64_t lag() const { return head > position ? head - position : 0; }
};

}  // namespace cancel::live
