#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/time.hpp"

// Times for people, in the time zone of this process.

namespace cancel::text {

// "14:03:22" on the day of `now`, else "2026-11-19 14:03:22".
std::string clock_text(Timestamp time, Timestamp now);

// For narrow columns: "14:03:22" on the day of `now`, "11-19 14:03" in its year, else "2025-11-19".
std::string short_text(Timestamp time, Timestamp now);

// "2026-11-19 14:03:22.123"
std::string precise_text(Timestamp time);

// "just now" within a second, "3 minutes ago", "in 2 hours".
std::string relative_text(Timestamp time, Timestamp now);

// "14:03:22, 3 minutes ago"
std::string time_text(Timestamp time, Timestamp now);

// A moment as people give it: RFC 3339, or a duration, which is that long before `now`. Empty where it is neither.
std::optional<Timestamp> parse_moment(std::string_view text, Timestamp now);

}  // namespace cancel::text
