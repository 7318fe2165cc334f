#pragma once

#include <functional>

#include "runtime/core.hpp"

namespace cancel::client {

// Carries a command out and waits for what comes of it.
CallResult call_and_wait(Core& core, CommandBody command, const CallOptions& options);

// Waits for what the CallDone that `begin` is given is called with.
CallResult wait_for_answer(const std::function<void(CallDone)>& begin);

}  // namespace cancel::client
