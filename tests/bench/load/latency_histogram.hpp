#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cancel::load {

// How long things took, in nanoseconds: counted in buckets 1/64 of a power of two wide, so that what it tells is less
// than 1 % off. Adding is a few instructions and never allocates. Not thread-safe.
class LatencyHistogram {
 public:
  void add(std::int64_t nanoseconds, std::uint64_t times = 1);
  void add(const LatencyHistogram& other);

  std::uint64_t count() const { return count_; }
  // Below which `part` (0 to 1) of them lie; 0 where there are none.
  double quantile(double part) const;
  // Exact.
  std::int64_t longest() const { return longest_; }

 private:
  static constexpr std::size_t precision_bits = 6;
  static constexpr std::size_t buckets_a_power = std::size_t{1} << precision_bits;
  static constexpr std::size_t bucket_count = (64 - precision_bits) * buckets_a_power;

  static std::size_t bucket_of(std::uint64_t value);
  static double middle_of(std::size_t bucket);

  std::array<std::uint64_t, bucket_count> buckets_{};
  std::uint64_t count_ = 0;
  std::int64_t longest_ = 0;
};

}  // namespace cancel::load
