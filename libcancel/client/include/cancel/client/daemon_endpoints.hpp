#pragma once

#include <optional>
#include <string>

namespace cancel {

// Where a daemon takes commands and publishes events.
struct DaemonEndpoints {
  std::string command;
  std::string event;
};

// What is given, else what the environment says (CANCEL_COMMAND_ENDPOINT, CANCEL_EVENT_ENDPOINT), else the defaults:
// the same rule as the daemon's own. Throws BadEndpoint. Thread-safe as long as nobody changes the environment.
DaemonEndpoints find_daemon(const std::optional<std::string>& command = {},
                            const std::optional<std::string>& event = {});

}  // namespace cancel
