#include "cancel/domain/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cancel {
namespace {

constexpr std::uint32_t precision_bits = 12;
constexpr std::uint64_t exact_below = std::uint64_t{1} << precision_bits;

// Values below 4096 µs have a bucket each; above, an octave has 4096 buckets.
std::uint32_t bucket_of(std::int64_t microseconds) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(microseconds, 0));
  if (value < exact_below) return static_cast<std::uint32_t>(value);
  const auto octave = static_cast<std::uint32_t>(std::bit_width(value)) - precision_bits - 1;
  return static_cast<std::uint32_t>((octave << precision_bits) + (value >> octave));
}

// The middle of a bucket, in microseconds.
double value_of(std::uint32_t bucket) {
  if (bucket < exact_below) return bucket;
  const std::uint32_t octave = (bucket >> precision_bits) - 1;
  const std::uint64_t low = (std::uint64_t{bucket} - (std::uint64_t{octave} << precision_bits)) << octave;
  const std::uint64_t width = std::uint64_t{1} << octave;
  return static_cast<double>(low) + static_cast<double>(width - 1) / 2;
}

void add(Counters& into, const Counters& counters) {
  into.active_operations += counters.active_operations;
  into.active_tokens += counters.active_tokens;
  into.total_cancelled += counters.total_cancelled;
  into.force_cancellations += counters.force_cancellations;
  into.expired_tokens += counters.expired_tokens;
  into.unconfirmed_cancellations += counters.unconfirmed_cancellations;
  for (const auto& [cause, count] : counters.operations_by_reason) into.operations_by_reason[cause] += count;
  for (const auto& [type, count] : counters.events_by_type) into.events_by_type[type] += count;
}

}  // namespace

Latencies::Latencies(Buckets buckets, std::int64_t sum) : buckets_(std::move(buckets)), sum_(sum) {
  for (const auto& [bucket, count] : buckets_) count_ += count;
}

void Latencies::merge(const Latencies& other) {
  for (const auto& [bucket, count] : other.buckets_) buckets_[bucket] += count;
  count_ += other.count_;
  sum_ += other.sum_;
}

void Latencies::add(std::int64_t microseconds) {
  ++buckets_[bucket_of(microseconds)];
  ++count_;
  sum_ += microseconds;
}

void Latencies::remove(std::int64_t microseconds) {
  const auto bucket = buckets_.find(bucket_of(microseconds));
  if (bucket == buckets_.end()) return;
  if (--bucket->second == 0) buckets_.erase(bucket);
  --count_;
  sum_ -= microseconds;
}

double Latencies::average_ms() const {
  return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_) / 1'000;
}

double Latencies::percentile_ms(double share) const {
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (const auto& [bucket, count] : buckets_) {
    seen += count;
    if (seen >= rank) return value_of(bucket) / 1'000;
  }
  return 0;
}

void Statistics::merge(const Statistics& other) {
  for (const auto& [space, account] : other.by_namespace_) merge(space, account);
}

void Statistics::merge(const std::string& space, const Account& account) {
  apply(space, [&](Account& into) {
    add(into.counters, account.counters);
    into.latencies.merge(account.latencies);
  });
}

Counters Statistics::filled(const Account& account) {
  Counters counters = account.counters;
  counters.average_ms = account.latencies.average_ms();
  counters.p50_ms = account.latencies.percentile_ms(0.50);
  counters.p99_ms = account.latencies.percentile_ms(0.99);
  return counters;
}

std::map<std::string, Counters> Statistics::by_namespace() const {
  std::map<std::string, Counters> all;
  for (const auto& [space, account] : by_namespace_) all.emplace(space, filled(account));
  return all;
}

std::uint64_t Statistics::active_operations(const std::string& space) const {
  const auto account = by_namespace_.find(space);
  return account == by_namespace_.end() ? 0 : account->second.counters.active_operations;
}

}  // namespace cancel
