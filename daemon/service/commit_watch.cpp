#include "commit_watch.hpp"

#include <algorithm>
#include <chrono>

namespace cancel {

void CommitWatch::add(Moment took) {
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), took);
  ++counts_[static_cast<std::size_t>(bound - bounds.begin())];
  sum_ += took;
}

CommitTimes CommitWatch::told() const {
  CommitTimes times;
  times.seconds_sum = std::chrono::duration<double>(sum_).count();
  times.buckets.reserve(counts_.size());
  for (std::size_t index = 0; index < counts_.size(); ++index) {
    times.count += counts_[index];
    CommitTimes::Bucket bucket{{}, times.count};
    if (index < bounds.size()) bucket.most_ms = std::chrono::duration<double, std::milli>(bounds[index]).count();
    times.buckets.push_back(bucket);
  }
  return times;
}

}  // namespace cancel
