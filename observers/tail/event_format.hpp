#pragma once

#include <string>

#include "tail/tailed_event.hpp"
#include "text/style.hpp"

namespace cancel::tail {

// How an event is written.
enum class EventFormat {
  line,         // for people
  json,         // as the daemon published it
  cloudevents,  // as cloud_event() has it
};

// On one line, without the line's end. The palette is for lines.
std::string formatted(const TailedEvent& event, EventFormat format, const text::Palette& palette);

}  // namespace cancel::tail
