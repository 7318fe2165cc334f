#pragma once

#include "cancel/domain/events.hpp"
#include "json_writer.hpp"

namespace cancel {

// The whole event, as published.
void write_event(JsonWriter& out, const Event& event);

// Its `data` object alone.
void write_event_data(JsonWriter& out, const Event& event);

}  // namespace cancel
