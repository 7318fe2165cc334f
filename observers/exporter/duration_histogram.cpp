#include "exporter/duration_histogram.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace cancel::exporter {

void DurationHistogram::add(Timestamp::duration duration) {
  const double seconds = std::max(std::chrono::duration<double>(duration).count(), 0.0);
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
  ++counts_[static_cast<std::size_t>(bound - bounds.begin())];
  sum_ += seconds;
}

std::uint64_t DurationHistogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

}  // namespace cancel::exporter
