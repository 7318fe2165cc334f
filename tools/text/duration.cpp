#include "text/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace cancel::text {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

// "ms" before "m", which it begins with.
constexpr std::array<Unit, 5> units{{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

// Takes a number such as 12 or 1.5 from the front; empty where there is none.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + length, number, std::chars_format::fixed);
  if (fault != std::errc{} || end != text.data() + length) return std::nullopt;
  text.remove_prefix(length);
  return number;
}

std::optional<std::int64_t> take_unit(std::string_view& text) {
  for (const Unit& unit : units) {
    if (text.substr(0, unit.name.size()) != unit.name) continue;
    text.remove_prefix(unit.name.size());
    return unit.milliseconds;
  }
  return std::nullopt;
}

std::string with_two_units(std::int64_t larger, const char* name, std::int64_t smaller, const char* smaller_name) {
  std::string text = std::to_string(larger) + " " + name;
  if (smaller > 0) text += " " + std::to_string(smaller) + " " + smaller_name;
  return text;
}

// "2.5 s", without a tenth that is zero.
std::string seconds_text(std::int64_t milliseconds) {
  std::array<char, 32> buffer{};
  const bool whole = milliseconds % 1'000 / 100 == 0;
  std::snprintf(buffer.data(), buffer.size(), whole ? "%.0f s" : "%.1f s",
                static_cast<double>(milliseconds / 100) / 10);
  return buffer.data();
}

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  if (text == "0") return Millis{0};
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto unit = take_unit(text);
    if (!number || !unit) return std::nullopt;
    total += *number * static_cast<double>(*unit);
  }
  if (total > static_cast<double>(longest_duration.count())) return std::nullopt;
  return Millis{static_cast<std::int64_t>(std::floor(total + 1e-6))};
}

std::string duration_text(Millis duration) {
  const std::int64_t milliseconds = duration.count();
  const std::int64_t seconds = milliseconds / 1'000;
  if (milliseconds < 1'000) return std::to_string(milliseconds) + " ms";
  if (seconds < 60) return seconds_text(milliseconds);
  if (seconds < 3'600) return with_two_units(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 86'400) return with_two_units(seconds / 3'600, "h", seconds % 3'600 / 60, "min");
  return with_two_units(seconds / 86'400, "d", seconds % 86'400 / 3'600, "h");
}

}  // namespace cancel::text
