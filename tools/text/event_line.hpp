#pragma once

#include <string>

#include "cancel/domain/events.hpp"
#include "text/style.hpp"

namespace cancel::text {

// One event as one line for people, without the line's end:
//   12  2026-11-20 14:03:22.123  CancellationRequested   default/tok-1  user_requested, graceful, "too slow", by ann
std::string event_line(const Event& event, const Palette& palette);

// What an event says beyond its type, as in that line.
std::string event_details(const Event& event);

}  // namespace cancel::text
