#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "cancel/domain/replies.hpp"

namespace cancel {

// How long cancellations took, kept as counts in buckets that are 1/4096 wide relative to their value. Not thread-safe.
class Latencies {
 public:
  // How many latencies lie in each bucket, by the bucket's number.
  using Buckets = std::map<std::uint32_t, std::uint64_t>;

  Latencies() = default;
  // `sum` is that of all latencies, in microseconds.
  Latencies(Buckets buckets, std::int64_t sum);

  void add(std::int64_t microseconds);
  void remove(std::int64_t microseconds);

  double average_ms() const;
  // The smallest latency that `share` (0 to 1) of all do not exceed, 0 where there is none. Cost: the number of buckets.
  double percentile_ms(double share) const;

  void merge(const Latencies& other);
  const Buckets& buckets() const { return buckets_; }
  std::int64_t sum() const { return sum_; }

  bool operator==(const Latencies&) const = default;

 private:
  Buckets buckets_;
  std::uint64_t count_ = 0;
  std::int64_t sum_ = 0;
};

// The numbers of stats/read, folded from the events: of everything, and of each namespace. Not thread-safe.
class Statistics {
 public:
  struct Account {
    Counters counters;
    Latencies latencies;
    bool operator==(const Account&) const = default;
  };

  // Applies `change` to the total and to the account of `space`.
  template <typename Change>
  void apply(const std::string& space, Change&& change) {
    change(total_);
    change(by_namespace_[space]);
  }

  // Adds what another part of the same log counted.
  void merge(const Statistics& other);
  void merge(const std::string& space, const Account& account);
  // What merge() takes to make the same again, by namespace.
  const std::map<std::string, Account>& accounts() const { return by_namespace_; }

  Counters total() const { return filled(total_); }
  std::map<std::string, Counters> by_namespace() const;

  std::uint64_t active_operations(const std::string& space) const;
  std::uint64_t active_operations() const { return total_.counters.active_operations; }
  std::uint64_t active_tokens() const { return total_.counters.active_tokens; }

 private:
  static Counters filled(const Account& account);

  Account total_;
  std::map<std::string, Account> by_namespace_;
};

}  // namespace cancel
