#include "listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cancel/http/server.hpp"

namespace cancel::http {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
  sockaddr_in& v4() { return reinterpret_cast<sockaddr_in&>(storage); }
  sockaddr_in6& v6() { return reinterpret_cast<sockaddr_in6&>(storage); }
  bool is_v6() const { return storage.ss_family == AF_INET6; }

  std::uint16_t port() { return ntohs(is_v6() ? v6().sin6_port : v4().sin_port); }
  std::string host() {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = is_v6() ? static_cast<void*>(&v6().sin6_addr) : &v4().sin_addr;
    return ::inet_ntop(storage.ss_family, bytes, text.data(), text.size()) != nullptr ? text.data() : "?";
  }
  std::string text() { return (is_v6() ? '[' + host() + ']' : host()) + ':' + std::to_string(port()); }
};

std::optional<Address> address_of(const std::string& host, std::uint16_t port) {
  Address address;
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string bare = in_brackets ? host.substr(1, host.size() - 2) : host;
  if (bare.find('\0') != std::string::npos) return std::nullopt;
  if (!in_brackets && ::inet_pton(AF_INET, bare.c_str(), &address.v4().sin_addr) == 1) {
    address.storage.ss_family = AF_INET;
    address.v4().sin_port = htons(port);
    address.size = sizeof(sockaddr_in);
    return address;
  }
  if (::inet_pton(AF_INET6, bare.c_str(), &address.v6().sin6_addr) == 1) {
    address.storage.ss_family = AF_INET6;
    address.v6().sin6_port = htons(port);
    address.size = sizeof(sockaddr_in6);
    return address;
  }
  return std::nullopt;
}

void set_option(const Descriptor& socket, int level, int name, int value) {
  // Each makes something better; nothing depends on one.
  (void)::setsockopt(socket.get(), level, name, &value, sizeof value);
}

// Empty where it fails; errno says why. `address` becomes what was bound.
Descriptor bound_socket(Address& address) {
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return {};
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);  // peers of a former server may still be in TIME_WAIT
  if (address.is_v6()) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (::bind(socket.get(), address.generic(), address.size) != 0 || ::listen(socket.get(), SOMAXCONN) != 0 ||
      ::getsockname(socket.get(), address.generic(), &address.size) != 0) {
    const int error = errno;
    socket.reset();
    errno = error;
  }
  return socket;
}

}  // namespace

Listeners listen_on(const ServerOptions& options) {
  const bool local = options.host == "localhost";
  auto address = address_of(local ? "127.0.0.1" : options.host, options.port);
  const std::string wanted = options.host + ':' + std::to_string(options.port);
  if (!address) throw BindError("cannot listen on " + wanted + ": the host is neither an IP address nor localhost");
  Descriptor socket = bound_socket(*address);
  if (!socket) throw BindError("cannot listen on " + wanted + ": " + std::generic_category().message(errno));
  Listeners listeners{{}, address->port(), address->text()};
  listeners.sockets.push_back(std::move(socket));
  if (local) {
    auto other = address_of("::1", listeners.port);
    if (Descriptor second = bound_socket(*other)) listeners.sockets.push_back(std::move(second));
  }
  return listeners;
}

Accepted accept_from(const Descriptor& listener) {
  Address peer;
  peer.size = sizeof peer.storage;
  Accepted accepted;
  accepted.socket = Descriptor(::accept4(listener.get(), peer.generic(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!accepted.socket) return accepted;
  set_option(accepted.socket, IPPROTO_TCP, TCP_NODELAY, 1);
  // An idle stream's peer may vanish without a word: then the system asks for it.
  set_option(accepted.socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(accepted.socket, IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set_option(accepted.socket, IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set_option(accepted.socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
  accepted.address = peer.host();
  accepted.port = peer.port();
  return accepted;
}

}  // namespace cancel::http
