#include "socket_file.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "cancel/transport/endpoint.hpp"

namespace cancel::transport {
namespace {

// Connections that wait to be accepted. Thousands of clients come back at once after a restart; the kernel lowers it to
// net.core.somaxconn.
constexpr int backlog = 4'096;

[[noreturn]] void fail(const std::string& endpoint, const std::string& what, int error) {
  throw EndpointError(endpoint, what + ": " + std::generic_category().message(error));
}

FileDescriptor make_socket(const std::string& endpoint) {
  FileDescriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!made) fail(endpoint, "no socket can be made", errno);
  return made;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

template <typename Call>
int call_with_address(Call call, int file, const std::string& path) {
  const sockaddr_un address = address_of(path);
  const int result = call(file, reinterpret_cast<const sockaddr*>(&address), socklen_t{sizeof address});
  return result == 0 ? 0 : errno;
}

[[noreturn]] void refuse_listener(const std::string& endpoint, int connection) {
  ucred listener{};
  socklen_t size = sizeof listener;
  const bool known = ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &listener, &size) == 0 && listener.pid > 0;
  const std::string who = known ? "process " + std::to_string(listener.pid) : "another process";
  throw EndpointInUse(endpoint, who + " is listening on it");
}

// A file whose listener has died refuses connections; every other answer means that somebody is there, or that we can't
// know, and then the file stays.
bool is_stale(const std::string& endpoint, const std::string& path) {
  const FileDescriptor connection = make_socket(endpoint);
  const int error = call_with_address(::connect, connection.number(), path);
  switch (error) {
    case ECONNREFUSED:
      return true;
    case ENOENT:
      return false;
    case 0:
    case EAGAIN:
    case EINPROGRESS:
    case EPROTOTYPE:
      refuse_listener(endpoint, connection.number());
    default:
      fail(endpoint, "it can't be found out whether somebody is listening on it", error);
  }
}

}  // namespace

void remove_stale_socket(const std::string& endpoint, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return;
    fail(endpoint, "'" + path + "' can't be looked at", errno);
  }
  if (!S_ISSOCK(status.st_mode)) {
    throw EndpointError(endpoint, "'" + path + "' is not a socket; remove it, or choose another path");
  }
  if (is_stale(endpoint, path) && ::unlink(path.c_str()) != 0 && errno != ENOENT) {
    fail(endpoint, "the socket file of a process that has died can't be removed", errno);
  }
}

FileDescriptor listen_at(const std::string& endpoint, const std::string& path) {
  FileDescriptor listener = make_socket(endpoint);
  const int error = call_with_address(::bind, listener.number(), path);
  if (error == EADDRINUSE) throw EndpointInUse(endpoint, "another process has just begun to use it");
  if (error != 0) fail(endpoint, "the socket file can't be made", error);
  if (::listen(listener.number(), backlog) != 0) fail(endpoint, "it can't be listened on", errno);
  return listener;
}

}  // namespace cancel::transport
