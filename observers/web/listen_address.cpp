#include "web/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <stdexcept>

#include "text/visible.hpp"

namespace cancel::web {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("'" + text::visible(text) + "' is no address to listen on: " + why);
}

bool is_v4(const std::string& host) {
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_v6(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::uint16_t read_port(std::string_view text, std::string_view port) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size()) refuse(text, "a port is a number from 0 to 65535");
  return number;
}

std::string read_host(std::string_view text, std::string_view host) {
  if (host.empty()) return ListenAddress{}.host;
  if (host == "localhost") return std::string(host);
  const bool in_brackets = host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);
  std::string plain(host);
  // inet_pton() stops at a NUL.
  const bool whole = plain.find('\0') == std::string::npos;
  if (whole && (in_brackets ? is_v6(plain) : is_v4(plain))) return plain;
  if (whole && is_v6(plain)) refuse(text, "an IPv6 address stands in brackets, as in [::1]:8080");
  refuse(text, "a host is localhost, or an address as 127.0.0.1 or [::1]");
}

}  // namespace

ListenAddress ListenAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || (!text.empty() && text.back() == ']'))
    refuse(text, "it is HOST:PORT or :PORT");
  return {read_host(text, text.substr(0, colon)), read_port(text, text.substr(colon + 1))};
}

bool ListenAddress::is_loopback() const {
  if (host == "localhost") return true;
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::string ListenAddress::text() const {
  const std::string shown = is_v6(host) ? "[" + host + "]" : host;
  return shown + ":" + std::to_string(port);
}

std::string ListenAddress::url() const {
  ListenAddress reached = *this;
  in6_addr v6{};
  if (host == "0.0.0.0") reached.host = "127.0.0.1";
  if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_UNSPECIFIED(&v6)) reached.host = "::1";
  return "http://" + reached.text() + "/";
}

}  // namespace cancel::web
