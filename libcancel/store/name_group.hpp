#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "key_range.hpp"

namespace cancel {

// Where the tokens of one stretch of the log are, by the hash of their names: for a hash it tells a few short ranges of
// keys, in one of which the token is, if the stretch has it at all. Five to six bytes a token.
//
// A table of open addressing: each slot holds 18 bits of a hash and the number of the block of 16 tokens that it leads
// to. A name that is not there is found all the same once in some ten thousand times; a name that is there, always.
// Not thread-safe.
class NameGroup {
 public:
  static constexpr std::size_t capacity = 3 << 16;  // tokens: three quarters of the slots

  NameGroup();

  // Tokens come in order of creation. Not when it is full.
  void add(std::uint64_t hash, TokenKey key);

  // The number of tokens that were added.
  std::size_t size() const { return size_; }
  bool full() const { return size_ == capacity; }
  // Of the token that was added last, 0 for none.
  TokenKey last_key() const { return last_key_; }

  // Hands out the ranges in which a token with this hash may be, newest first, until `take` returns true; whether it
  // did. Cost: one memory access to somewhere in a megabyte.
  template <typename Take>
  bool any(std::uint64_t hash, Take take) const {
    std::array<std::uint32_t, 8> found{};
    std::size_t count = 0;
    for (std::size_t slot = slot_of(hash); slots_[slot] != 0; slot = (slot + 1) % slots) {
      if (slots_[slot] >> block_bits != fingerprint_of(hash)) continue;
      if (count == found.size()) return take(whole());
      found[count++] = slots_[slot] & block_mask;
    }
    while (count > 0) {
      if (take(range_of(newest(found, count)))) return true;
      --count;
    }
    return false;
  }

  // The group as bytes, for this program on this kind of machine.
  std::string encode() const;
  // Empty for bytes that encode() did not make.
  static std::optional<NameGroup> decode(std::string_view content);

 private:
  static constexpr std::size_t slot_bits = 18;
  static constexpr std::size_t block_bits = 14;
  static constexpr std::size_t block_tokens = 16;
  static constexpr std::size_t slots = std::size_t{1} << slot_bits;
  static constexpr std::uint32_t block_mask = (1u << block_bits) - 1;
  static constexpr std::size_t fingerprints = std::size_t{1} << (32 - block_bits);
  static_assert(capacity / block_tokens <= block_mask);

  static std::size_t slot_of(std::uint64_t hash) { return hash >> (64 - slot_bits); }
  // Never 0: a slot that is 0 is free.
  static std::uint32_t fingerprint_of(std::uint64_t hash) {
    const auto bits = static_cast<std::uint32_t>(hash % fingerprints);
    return bits == 0 ? 1 : bits;
  }
  // Brings the greatest of the first `count` numbers to their end and returns it.
  static std::uint32_t newest(std::array<std::uint32_t, 8>& numbers, std::size_t count);

  KeyRange whole() const { return {first_keys_.empty() ? 0 : first_keys_.front(), last_key_}; }
  KeyRange range_of(std::uint32_t block) const;

  std::vector<std::uint32_t> slots_;
  std::vector<TokenKey> first_keys_;  // of each block
  std::size_t size_ = 0;
  TokenKey last_key_ = 0;
};

}  // namespace cancel
