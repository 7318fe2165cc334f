#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cancel {

// A 64-bit hash whose values stand in log files: never to change. FNV-1a over whole words: each text is preceded by its
// length in bytes and padded with zeros to words of eight bytes, read with the lowest byte first.
class StableHash {
 public:
  StableHash& add(std::uint64_t word) {
    value_ = (value_ ^ word) * prime;
    value_ ^= value_ >> 32;  // multiplication moves bits upwards only; this brings them back
    return *this;
  }

  StableHash& add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (; text.size() >= word_bytes; text.remove_prefix(word_bytes)) add(word_at(text));
    if (!text.empty()) add(word_at(text));
    return *this;
  }

  // As SQLite keeps it.
  std::int64_t value() const { return static_cast<std::int64_t>(value_); }

 private:
  static constexpr std::uint64_t offset_basis = 0xCBF29CE484222325;
  static constexpr std::uint64_t prime = 0x00000100000001B3;
  static constexpr std::size_t word_bytes = 8;

  // The first eight bytes of `text`, or all that there are.
  static std::uint64_t word_at(std::string_view text) {
    std::uint64_t word = 0;
    const std::size_t bytes = text.size() < word_bytes ? text.size() : word_bytes;
    for (std::size_t index = 0; index < bytes; ++index) {
      word |= std::uint64_t{static_cast<unsigned char>(text[index])} << (8 * index);
    }
    return word;
  }

  std::uint64_t value_ = offset_basis;
};

}  // namespace cancel
