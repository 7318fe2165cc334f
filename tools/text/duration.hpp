#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/time.hpp"

namespace cancel::text {

// "500ms", "2s", "1.5h", "1m30s", "7d"; "0" needs no unit. Units: ms, s, m, h, d. Parts of a millisecond are cut off.
// Empty where `text` is anything else, or longer than longest_duration.
std::optional<Millis> parse_duration(std::string_view text);

// For people, in two units at most: "350 ms", "2.5 s", "3 min 20 s", "2 h 5 min", "4 d 1 h".
std::string duration_text(Millis duration);

}  // namespace cancel::text
