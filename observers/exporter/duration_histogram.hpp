#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cancel/domain/time.hpp"

namespace cancel::exporter {

// How many durations were at most so long. A value; pure; not thread-safe. Adding one costs a constant.
class DurationHistogram {
 public:
  // Seconds. From a step of a loop to work that nobody can stop. A change makes kept counts unreadable.
  static constexpr std::array bounds{0.005, 0.01, 0.025, 0.05, 0.1,  0.25,  0.5,   1.0,
                                     2.5,   5.0,  10.0,  30.0, 60.0, 120.0, 300.0, 600.0};
  // Not cumulative; the last one is of all that are longer than every bound.
  using Counts = std::array<std::uint64_t, bounds.size() + 1>;

  DurationHistogram() = default;
  // What add() made elsewhere.
  DurationHistogram(const Counts& counts, double sum) : counts_(counts), sum_(sum) {}

  // A negative one, as after a clock was set back, counts as 0.
  void add(Timestamp::duration duration);

  const Counts& counts() const { return counts_; }
  std::uint64_t count() const;
  double sum() const { return sum_; }  // seconds

  bool operator==(const DurationHistogram&) const = default;

 private:
  Counts counts_{};
  double sum_ = 0;
};

}  // namespace cancel::exporter
