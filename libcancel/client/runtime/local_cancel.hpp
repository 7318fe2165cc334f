#pragma once

#include "runtime/core.hpp"

namespace cancel::client {

// Cancels a token of this process: marks it and runs its callbacks on this thread, and tells the daemon.
void cancel_here(Core& core, const CancellationToken& token, CancellationWish wish);

// By name: where it is one of this process, as above; else the daemon is told, and it takes effect when the log says
// so.
void cancel_by_name(Core& core, const TokenName& name, CancellationWish wish, bool remember);

}  // namespace cancel::client
