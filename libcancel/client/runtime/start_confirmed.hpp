#pragma once

#include "cancel/token/cancellation_source.hpp"
#include "runtime/core.hpp"

namespace cancel::client {

// Starts an operation only with the daemon's word: waits for it. One that the daemon knows to be cancelled is marked
// so, and is not recorded. Throws DaemonUnavailable, CommandRefused.
void start_confirmed(Core& core, const std::shared_ptr<TrackedToken>& token, const CancellationSource& source);

}  // namespace cancel::client
