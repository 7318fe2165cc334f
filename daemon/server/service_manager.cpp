#include "server/service_manager.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "cancel/transport/file_descriptor.hpp"
#include "config/amount.hpp"
#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

constexpr suseconds_t patience_us = 100'000;

std::string status_line(std::string_view status) {
  return "STATUS=" + on_one_line(status);
}

// Half of what the manager waits for, so that one sign may come late.
std::optional<Millis> sign_interval(const Variables& variables) {
  const auto microseconds = parse_count(value_of(variables, "WATCHDOG_USEC").value_or(""));
  const auto process = value_of(variables, "WATCHDOG_PID");
  const bool is_for_us = !process || *process == std::to_string(::getpid());
  if (!microseconds || *microseconds <= 0 || !is_for_us) return std::nullopt;
  return Millis{std::max<std::int64_t>(1, *microseconds / 2'000)};
}

// False where `name` is neither a path nor abstract, or too long.
bool fill(sockaddr_un& address, socklen_t& size, const std::string& name) {
  if (name.size() >= sizeof address.sun_path || (name.front() != '/' && name.front() != '@')) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';
  size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return true;
}

}  // namespace

ServiceManager::ServiceManager(const Variables& variables)
    : socket_(value_of(variables, "NOTIFY_SOCKET").value_or("")), interval_(sign_interval(variables)) {}

void ServiceManager::ready(std::string_view status) const {
  send("READY=1\n" + status_line(status));
}

void ServiceManager::status(std::string_view status) const {
  send(status_line(status));
}

void ServiceManager::still_starting(std::string_view status) const {
  send("EXTEND_TIMEOUT_USEC=30000000\n" + status_line(status));
}

void ServiceManager::stopping() const {
  send("STOPPING=1\n" + status_line("stopping"));
}

void ServiceManager::alive() const {
  send("WATCHDOG=1");
}

void ServiceManager::send(const std::string& message) const {
  sockaddr_un address{};
  socklen_t size = 0;
  if (socket_.empty() || !fill(address, size, socket_)) return;
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return;
  const timeval patience{0, patience_us};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::sendto(socket.number(), message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
           size);
}

}  // namespace cancel::daemon
