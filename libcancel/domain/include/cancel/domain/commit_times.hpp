#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace cancel {

// How long the appends of one run of the daemon took, from handing the events to the log until they were durable.
// A value: made by the daemon's CommitWatch, or read from stats/read of one, whose bounds may be others.
struct CommitTimes {
  struct Bucket {
    std::optional<double> most_ms;  // appends that took at most so long; empty for all
    std::uint64_t count = 0;        // cumulative: those of the buckets before are among them
    bool operator==(const Bucket&) const = default;
  };

  std::uint64_t count = 0;
  double seconds_sum = 0;
  std::vector<Bucket> buckets;  // the bounds ascend, the last one is empty; none where an older daemon does not tell

  bool operator==(const CommitTimes&) const = default;
};

}  // namespace cancel
