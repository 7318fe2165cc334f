#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace cancel::load {

// Texts of requests are made once; only the numbers and ids in them change, in place and without a change of length.

// Writes `number` as `digits` decimal digits, zeros in front.
void put_decimal(char* at, std::size_t digits, std::uint64_t number);

// Ids of 20 bytes that look random and differ from each other; two runs share some by a chance of less than 2^-20.
class TokenNames {
 public:
  static constexpr std::size_t length = 20;
  // `salt` tells apart those that make names at the same time.
  explicit TokenNames(std::uint64_t salt);
  // The same id for the same number.
  void put(char* at, std::uint64_t number) const;

 private:
  std::uint64_t start_;
  char run_[4];
};

// The JSON of an event as canceld writes it, about 250 bytes: what each peer is given to keep.
class EventText {
 public:
  explicit EventText(std::uint64_t salt);
  // The next event: another position and another token. Valid until the next call.
  const std::string& next();

 private:
  TokenNames names_;
  std::string text_;
  std::size_t position_at_;
  std::size_t token_at_;
  std::uint64_t number_ = 0;
};

}  // namespace cancel::load
