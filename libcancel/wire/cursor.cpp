#include "cancel/wire/cursor.hpp"

#include <charconv>
#include <limits>

namespace cancel {
namespace {

// The letter is the list, the number the version of the cursor's form. Never give one of them a second meaning.
constexpr std::string_view token_prefix = "t1-";
constexpr std::string_view operation_prefix = "o1-";

// The log numbers its events from 1, in 63 bits.
constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

std::string encode(std::string_view prefix, std::uint64_t number) {
  return std::string(prefix) + std::to_string(number);
}

std::optional<std::uint64_t> decode(std::string_view prefix, std::string_view cursor) {
  if (!cursor.starts_with(prefix)) return std::nullopt;
  const std::string_view digits = cursor.substr(prefix.size());
  if (digits.starts_with('0')) return std::nullopt;  // one place has one cursor

  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || stop != end || number > largest) return std::nullopt;
  return number;
}

}  // namespace

std::string encode_token_cursor(TokenKey last) {
  return encode(token_prefix, last);
}

std::optional<TokenKey> decode_token_cursor(std::string_view cursor) {
  return decode(token_prefix, cursor);
}

std::string encode_operation_cursor(Position last) {
  return encode(operation_prefix, last);
}

std::optional<Position> decode_operation_cursor(std::string_view cursor) {
  return decode(operation_prefix, cursor);
}

}  // namespace cancel
