#pragma once

#include "cancel/domain/commands.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/ports/event_log.hpp"

namespace cancel {

// events/read: looks at a bounded number of events, so that a narrow filter never holds the loop up; `next` says how
// far it looked. Throws LogError, LogDamaged.
ReplyBody read_events(const EventLog& log, const ReadEvents& query);

// cancellation/list, from the log's projection. Throws LogError.
ReplyBody list_tokens(const EventLog& log, const ListTokens& query);

// The position of the last event before `time`, 0 where there is none. Cost: logarithmic in the length of the log.
Position last_before(const EventLog& log, Timestamp time);

}  // namespace cancel
