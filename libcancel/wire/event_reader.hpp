#pragma once

#include "cancel/domain/errors.hpp"
#include "cancel/domain/events.hpp"
#include "json_document.hpp"

namespace cancel {

// decode_event() of a text that is parsed already.
Result<Event> read_event(const Json& json);

}  // namespace cancel
