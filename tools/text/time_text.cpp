#include "text/time_text.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>

#include "cancel/wire/rfc3339.hpp"
#include "text/duration.hpp"

namespace cancel::text {

namespace {

std::tm local(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const std::time_t value = static_cast<std::time_t>(seconds);
  std::tm parts{};
  localtime_r(&value, &parts);
  return parts;
}

std::string formatted(const std::tm& parts, const char* form) {
  std::array<char, 64> buffer{};
  const std::size_t length = std::strftime(buffer.data(), buffer.size(), form, &parts);
  return {buffer.data(), length};
}

bool same_day(const std::tm& left, const std::tm& right) {
  return left.tm_year == right.tm_year && left.tm_yday == right.tm_yday;
}

// "1 minute", "3 minutes"; empty below a second.
std::string distance_text(std::chrono::seconds distance) {
  struct Unit {
    const char* name;
    std::int64_t seconds;
  };
  constexpr std::array<Unit, 4> units{{{"day", 86'400}, {"hour", 3'600}, {"minute", 60}, {"second", 1}}};
  for (const Unit& unit : units) {
    const std::int64_t count = distance.count() / unit.seconds;
    if (count > 0) return std::to_string(count) + " " + unit.name + (count == 1 ? "" : "s");
  }
  return {};
}

}  // namespace

std::string clock_text(Timestamp time, Timestamp now) {
  const std::tm parts = local(time);
  return formatted(parts, same_day(parts, local(now)) ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
}

std::string short_text(Timestamp time, Timestamp now) {
  const std::tm parts = local(time);
  const std::tm today = local(now);
  if (same_day(parts, today)) return formatted(parts, "%H:%M:%S");
  return formatted(parts, parts.tm_year == today.tm_year ? "%m-%d %H:%M" : "%Y-%m-%d");
}

std::string precise_text(Timestamp time) {
  const auto since_second = time - std::chrono::floor<std::chrono::seconds>(time);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(since_second).count();
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03d", static_cast<int>(milliseconds));
  return formatted(local(time), "%Y-%m-%d %H:%M:%S") + fraction.data();
}

std::string relative_text(Timestamp time, Timestamp now) {
  const bool past = time <= now;
  const auto distance = std::chrono::floor<std::chrono::seconds>(past ? now - time : time - now);
  const std::string text = distance_text(distance);
  if (text.empty()) return "just now";
  return past ? text + " ago" : "in " + text;
}

std::string time_text(Timestamp time, Timestamp now) {
  return clock_text(time, now) + ", " + relative_text(time, now);
}

std::optional<Timestamp> parse_moment(std::string_view text, Timestamp now) {
  if (const auto moment = parse_rfc3339(text)) return moment;
  const auto ago = parse_duration(text);
  if (!ago) return std::nullopt;
  const auto since_epoch = std::chrono::duration_cast<Millis>(now.time_since_epoch());
  return *ago >= since_epoch ? Timestamp{} : now - *ago;
}

}  // namespace cancel::text
