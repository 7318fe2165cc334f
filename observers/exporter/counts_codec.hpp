#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exporter/event_counter.hpp"

namespace cancel::exporter {

// What an EventCounter keeps, as JSON. Pure; thread-safe.
std::string encode(const EventCounter::Kept& kept);
// Empty where `json` is not what encode() makes.
std::optional<EventCounter::Kept> decode(std::string_view json);

}  // namespace cancel::exporter
