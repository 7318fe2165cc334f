#pragma once

#include <memory>

#include "cancel/client/messaging.hpp"

namespace cancel::client {

// The one messaging context of this process, for as long as anybody has it; another one in a process that was forked
// off. Thread-safe.
std::shared_ptr<Messaging> shared_messaging();

}  // namespace cancel::client
