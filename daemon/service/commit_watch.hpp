#pragma once

#include <array>
#include <cstdint>

#include "cancel/domain/commit_times.hpp"
#include "cancel/domain/time.hpp"

namespace cancel {

// Counts how long appends took, since it was made. Not thread-safe. Cost of each: a look at some numbers, no memory.
class CommitWatch {
 public:
  // The bounds of all buckets but the last, which has none.
  static constexpr std::array<Moment, 13> bounds{Moment{100},      Moment{250},     Moment{500},     Moment{1'000},
                                                 Moment{2'500},    Moment{5'000},   Moment{10'000},  Moment{25'000},
                                                 Moment{50'000},   Moment{100'000}, Moment{250'000}, Moment{500'000},
                                                 Moment{1'000'000}};

  // An append that took so long is durable.
  void add(Moment took);

  CommitTimes told() const;

 private:
  std::array<std::uint64_t, bounds.size() + 1> counts_{};  // each of its own, not cumulative
  Moment sum_{};
};

}  // namespace cancel
