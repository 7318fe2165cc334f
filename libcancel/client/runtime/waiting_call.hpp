#pragma once

#include "runtime/core.hpp"

namespace cancel::client {

// Carries a command out and waits for what comes of it.
CallResult call_and_wait(Core& core, CommandBody command, const CallOptions& options);

}  // namespace cancel::client
