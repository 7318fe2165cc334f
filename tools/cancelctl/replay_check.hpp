#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/domain/names.hpp"

namespace cancel::cancelctl {

struct ReplaySummary {
  Position head = 0;
  std::size_t events = 0;
  std::size_t tokens = 0;
};

// Replays all events of the log and compares what they make of each token with the row that the log has for it. Returns
// the first difference as one sentence. Throws LogUnusable, LogDamaged, LogError. Cost: all tokens in memory.
std::optional<std::string> check_replay(const std::string& file, ReplaySummary& summary,
                                        const std::function<void(Position done, Position head)>& progress);

}  // namespace cancel::cancelctl
