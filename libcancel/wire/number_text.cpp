#include "number_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cancel {
namespace {

// A number is 0.DIGITS times ten to the power of `magnitude`, with digits that neither begin nor end with 0.
struct Decimal {
  std::int64_t digits = 0;  // how many there are; 0 for zero
  std::int64_t magnitude = 0;
};

// The exponent behind the 'e'; one that no message could balance with digits stands for all beyond it.
std::int64_t exponent_of(std::string_view text) {
  constexpr std::int64_t beyond = std::int64_t{1} << 40;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char digit : text) value = std::min(beyond, value * 10 + (digit - '0'));
  return negative ? -value : value;
}

Decimal decimal_of(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));

  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return {};
  const auto begin = static_cast<std::int64_t>(first);
  const auto last = static_cast<std::int64_t>(mantissa.find_last_of("123456789"));

  // Where the point lies between the first digit and the last, it stands among them without being one.
  const std::int64_t digits = last - begin + (begin < point && point < last ? 0 : 1);
  const std::int64_t before_point = begin < point ? point - begin : point + 1 - begin;
  return {digits, before_point + (e < text.size() ? exponent_of(text.substr(e + 1)) : 0)};
}

template <typename Value>
std::optional<Value> read(std::string_view text) {
  Value value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

Number number_from(std::string_view text) {
  if (const auto whole = read<std::int64_t>(text)) return *whole;
  if (const auto whole = read<std::uint64_t>(text)) return *whole;
  if (const auto real = read<double>(text)) return *real;
  return decimal_of(text).magnitude > 0 ? Number{TooLarge{}} : Number{0.0};
}

bool is_whole(std::string_view text) {
  const Decimal decimal = decimal_of(text);
  return decimal.digits <= decimal.magnitude || decimal.digits == 0;
}

}  // namespace cancel
