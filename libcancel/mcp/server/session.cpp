#include "cancel/mcp/session.hpp"

#include <utility>

#include "server/session_core.hpp"

namespace cancel::mcp {

Session::Session(std::shared_ptr<detail::SessionCore> core) : core_(std::move(core)) {}

Session::~Session() {
  close({.reason = "the client is gone", .cause = Cause::client_disconnected});
}

void Session::receive(std::string_view message, const std::shared_ptr<MessageChannel>& replies) {
  core_->receive(message, replies);
}

const std::string& Session::id() const {
  return core_->id();
}

std::optional<Era> Session::era() const {
  return core_->peer().era();
}

std::string Session::protocol_version() const {
  return core_->peer().protocol_version();
}

void Session::close(const CancellationWish& why) {
  core_->close(why);
}

std::size_t Session::running() const {
  return core_->running();
}

SessionCounters Session::counters() const {
  return core_->counters();
}

}  // namespace cancel::mcp
