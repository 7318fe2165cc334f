#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cancel/http/server_options.hpp"
#include "descriptor.hpp"

namespace cancel::http {

// The sockets a server listens on, bound and without blocking.
struct Listeners {
  std::vector<Descriptor> sockets;
  std::uint16_t port;
  std::string address;
};

// Throws BindError.
Listeners listen_on(const ServerOptions& options);

// A peer that was accepted.
struct Accepted {
  Descriptor socket;  // empty: errno says why
  std::string address;
  std::uint16_t port = 0;
};

Accepted accept_from(const Descriptor& listener);

}  // namespace cancel::http
