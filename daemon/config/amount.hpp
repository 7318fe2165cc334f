#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers as people write them.

namespace cancel::daemon {

// A whole number, digits only.
std::optional<std::int64_t> parse_count(std::string_view text);

// Milliseconds from a whole number and a unit: "500ms", "30s", "5m", "1h", "7d".
std::optional<std::int64_t> parse_duration(std::string_view text);

// Bytes from a whole number, alone or with a unit: "65536", "512B", "64KiB", "1MiB", "1GiB".
std::optional<std::int64_t> parse_size(std::string_view text);

// In the largest unit that leaves a whole number, so that parsing it again gives the same amount.
std::string format_duration(std::int64_t milliseconds);
std::string format_size(std::int64_t bytes);

}  // namespace cancel::daemon
