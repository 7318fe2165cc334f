#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/time.hpp"

// Times as text: RFC 3339, proleptic Gregorian, years 0000 to 9999 in UTC. Independent of locale and time zone.
// All functions are thread-safe and do not throw.

namespace cancel {

// "2026-11-20T08:00:00.123456Z": always UTC, always microseconds. A time outside the years 0000 to 9999 becomes the
// nearest one that can be written.
std::string to_rfc3339(Timestamp time);

// The same without a string: writes exactly rfc3339_size characters to `into`.
inline constexpr std::size_t rfc3339_size = 27;
void write_rfc3339(Timestamp time, char* into);

// Reads any RFC 3339 date-time: any offset, any number of fraction digits (those behind the microseconds are cut off),
// 't' and 'z' as well as 'T' and 'Z'. A leap second ("…:60") is the next second. Empty where `text` is anything else,
// names a day that its month does not have, or lies outside the years 0000 to 9999 in UTC.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

// `text` as this project keeps times that others report: unchanged where it is UTC written with 'T' and 'Z' and at
// least milliseconds, so that no digit is lost; else the same moment as to_rfc3339() writes it. Empty where it is not
// RFC 3339.
std::optional<std::string> normalise_rfc3339(std::string_view text);

}  // namespace cancel
