#pragma once

#include "cancel/service/service.hpp"
#include "log/program_log.hpp"

namespace cancel::daemon {

// Tells what one turn of the service did. The facts of cancellations are told always, with their reason; those of
// tokens, operations and sessions only where `detailed_events`. Of a turn with very many, the first are told and the rest
// counted, but for what wants a person to look. The log of events has all of them in any case.
void log_turn(ProgramLog& log, const TurnReport& report, bool detailed_events);

}  // namespace cancel::daemon
