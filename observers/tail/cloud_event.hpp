#pragma once

#include <string>
#include <string_view>

#include "tail/tailed_event.hpp"

namespace cancel::tail {

// The event as a CloudEvent, version 1.0, in its JSON format, on one line:
//
//   specversion      "1.0"
//   id               the position, as a string
//   source           "urn:canceld:log:" and the log's id: together with `id` it names an event once in the world
//   type             "canceld." and the event's type: "canceld.CancellationRequested"
//   time             when the daemon recorded it
//   subject          "NAMESPACE/TOKEN", each percent-encoded where needed; "NAMESPACE" for the events of sessions
//   datacontenttype  "application/json"
//   data             the event as the daemon publishes it
std::string cloud_event(const TailedEvent& event);

// `text` with everything but letters, digits and "-._~" written as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace cancel::tail
