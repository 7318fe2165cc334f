#include "config/amount.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace cancel::daemon {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// Smallest first.
constexpr std::array<Unit, 5> duration_units = {
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 4> size_units = {{{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};

std::optional<std::int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) return std::nullopt;
  const auto number = parse_count(text.substr(0, digits));
  for (const Unit& unit : units) {
    if (!number || text.substr(digits) != unit.name) continue;
    if (*number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
    return *number * unit.factor;
  }
  return std::nullopt;
}

std::string format_with_unit(std::int64_t amount, std::span<const Unit> units) {
  std::size_t index = units.size() - 1;
  while (amount % units[index].factor != 0 || amount < units[index].factor) {
    if (index == 0) break;
    --index;
  }
  return std::to_string(amount / units[index].factor) + std::string(units[index].name);
}

}  // namespace

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || text.front() == '-') return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  return parse_with_unit(text, duration_units);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  const auto bytes = parse_count(text);
  return bytes ? bytes : parse_with_unit(text, size_units);
}

std::string format_duration(std::int64_t milliseconds) {
  return milliseconds == 0 ? "0s" : format_with_unit(milliseconds, duration_units);
}

std::string format_size(std::int64_t bytes) {
  return format_with_unit(bytes, size_units);
}

}  // namespace cancel::daemon
