#include "tail/event_format.hpp"

#include "tail/cloud_event.hpp"
#include "text/event_line.hpp"
#include "text/visible.hpp"

namespace cancel::tail {

std::string formatted(const TailedEvent& event, EventFormat format, const text::Palette& palette) {
  if (format == EventFormat::json) return event.json;
  if (format == EventFormat::cloudevents) return cloud_event(event);
  return event.event == nullptr ? text::visible(event.json) : text::event_line(*event.event, palette);
}

}  // namespace cancel::tail
