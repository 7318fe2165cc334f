#include "latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cancel::load {

// Values below 64 have a bucket each; from there on a value's six bits after its highest one choose the bucket.
std::size_t LatencyHistogram::bucket_of(std::uint64_t value) {
  if (value < buckets_a_power) return static_cast<std::size_t>(value);
  const auto shift = static_cast<std::size_t>(std::bit_width(value)) - precision_bits - 1;
  return shift * buckets_a_power + static_cast<std::size_t>(value >> shift);
}

double LatencyHistogram::middle_of(std::size_t bucket) {
  if (bucket < 2 * buckets_a_power) return static_cast<double>(bucket);
  const std::size_t shift = bucket / buckets_a_power - 1;
  const auto lowest = static_cast<double>(bucket - shift * buckets_a_power);
  return std::ldexp(lowest + 0.5, static_cast<int>(shift));
}

void LatencyHistogram::add(std::int64_t nanoseconds, std::uint64_t times) {
  const std::int64_t value = std::max<std::int64_t>(nanoseconds, 0);
  buckets_[bucket_of(static_cast<std::uint64_t>(value))] += times;
  count_ += times;
  longest_ = std::max(longest_, value);
}

void LatencyHistogram::add(const LatencyHistogram& other) {
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) buckets_[bucket] += other.buckets_[bucket];
  count_ += other.count_;
  longest_ = std::max(longest_, other.longest_);
}

double LatencyHistogram::quantile(double part) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    seen += buckets_[bucket];
    if (seen != 0 && seen >= wanted) return std::min(middle_of(bucket), static_cast<double>(longest_));
  }
  return 0;
}

}  // namespace cancel::load
