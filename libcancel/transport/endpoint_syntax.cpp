#include "endpoint_syntax.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

namespace cancel::transport {
namespace {

constexpr std::string_view ipc_scheme = "ipc://";
constexpr std::string_view tcp_scheme = "tcp://";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

struct HostAndPort {
  std::string host;
  std::string port;
};

bool asks_for_any_port(std::string_view port) {
  return port == "*" || port == "0";
}

// Such a one would be cut off, or break the line that it is reported in.
bool is_control(char byte) {
  return (byte >= 0 && byte < ' ') || byte == 0x7F;
}

void check_characters(const std::string& endpoint) {
  if (std::none_of(endpoint.begin(), endpoint.end(), is_control)) return;
  std::string shown = endpoint;
  std::replace_if(shown.begin(), shown.end(), is_control, '?');
  throw EndpointError(shown, "an endpoint can't contain control characters");
}

void check_path(const std::string& endpoint, const std::string& path) {
  if (path.empty()) throw EndpointError(endpoint, "ipc:// must be followed by the path of a socket file");
  if (path.front() == '@' || path.front() == '*') {
    throw EndpointError(endpoint, "the name of a socket file can't begin with '@' or '*'");
  }
  if (path.back() == '/') throw EndpointError(endpoint, "the path does not name a socket file");
  if (path.size() > longest_path) {
    throw EndpointError(endpoint, "the path '" + path + "' has " + std::to_string(path.size()) +
                                      " bytes, and that of a socket file can have " + std::to_string(longest_path) +
                                      " at most");
  }
}

HostAndPort split_address(const std::string& endpoint) {
  const std::string address = endpoint.substr(tcp_scheme.size());
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size() || address.back() == ']') {
    throw EndpointError(endpoint, "tcp:// must be followed by HOST:PORT");
  }
  return {address.substr(0, colon), address.substr(colon + 1)};
}

bool is_loopback_v4(const std::string& host) {
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

bool is_loopback_v6(const std::string& host) {
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return false;
  in6_addr address{};
  return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1 &&
         std::memcmp(&address, &in6addr_loopback, sizeof address) == 0;
}

void check_host(const std::string& endpoint, const std::string& host) {
  if (is_loopback_v4(host) || is_loopback_v6(host)) return;
  throw EndpointError(endpoint,
                      "over tcp only loopback addresses (127.0.0.0/8, [::1] or localhost) can be used, because others "
                      "need CURVE keys, which this version does not have");
}

void check_port(const std::string& endpoint, const std::string& port, EndpointUse use) {
  if (asks_for_any_port(port)) {
    if (use == EndpointUse::bind) return;
    throw EndpointError(endpoint, "'" + port + "' means any free port, and a client must know which one");
  }
  unsigned number = 0;
  const char* end = port.data() + port.size();
  const auto [stop, error] = std::from_chars(port.data(), end, number);
  if (error != std::errc{} || stop != end || number > 65'535 || number == 0) {
    throw EndpointError(endpoint, "the port must be a number from 1 to 65535");
  }
}

// libzmq looks names up for those who connect, but not for those who bind; an address serves both.
std::string checked_tcp(const std::string& endpoint, EndpointUse use) {
  HostAndPort address = split_address(endpoint);
  if (address.host == "localhost") address.host = "127.0.0.1";
  check_host(endpoint, address.host);
  check_port(endpoint, address.port, use);
  return std::string(tcp_scheme) + address.host + ":" + address.port;
}

}  // namespace

std::string checked_endpoint(const std::string& endpoint, EndpointUse use) {
  if (endpoint.empty()) throw EndpointError("''", "an endpoint can't be empty");
  check_characters(endpoint);
  if (is_tcp(endpoint)) return checked_tcp(endpoint, use);
  const std::optional<std::string> path = ipc_path(endpoint);
  if (!path) throw EndpointError(endpoint, "an endpoint begins with ipc:// or tcp://");
  check_path(endpoint, *path);
  return endpoint;
}

std::optional<std::string> ipc_path(std::string_view endpoint) {
  if (endpoint.substr(0, ipc_scheme.size()) != ipc_scheme) return std::nullopt;
  return std::string(endpoint.substr(ipc_scheme.size()));
}

bool is_tcp(std::string_view endpoint) {
  return endpoint.substr(0, tcp_scheme.size()) == tcp_scheme;
}

bool is_ipv6(std::string_view endpoint) {
  return is_tcp(endpoint) && endpoint.size() > tcp_scheme.size() && endpoint[tcp_scheme.size()] == '[';
}

bool same_place(const std::string& left, const std::string& right) {
  const auto left_path = ipc_path(left);
  const auto right_path = ipc_path(right);
  if (left_path && right_path) {
    return std::filesystem::path(*left_path).lexically_normal() ==
           std::filesystem::path(*right_path).lexically_normal();
  }
  return left == right && !asks_for_any_port(std::string_view(left).substr(left.rfind(':') + 1));
}

}  // namespace cancel::transport
