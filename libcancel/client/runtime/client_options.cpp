#include "cancel/client/client_options.hpp"

#include <utility>

namespace cancel {

std::string_view to_string(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::connected:
      return "connected";
    case Notice::Kind::disconnected:
      return "disconnected";
    case Notice::Kind::log_changed:
      return "log_changed";
    case Notice::Kind::session_lost:
      return "session_lost";
    case Notice::Kind::not_recorded:
      return "not_recorded";
    case Notice::Kind::refused:
      return "refused";
  }
  return "unknown";
}

ForkedProcess::ForkedProcess()
    : std::logic_error("this cancel::Client was made before fork(): make another one in the child process") {}

CommandRefused::CommandRefused(RpcError error) : std::runtime_error(error.message), error_(std::move(error)) {}

OutboxFull::OutboxFull() : std::runtime_error("the outbox is full: too much waits for the daemon") {}

}  // namespace cancel
