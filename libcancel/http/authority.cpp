#include "cancel/http/authority.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "characters.hpp"

namespace cancel::http {
namespace {

std::optional<std::string> shortest_ipv6(std::string_view text) {
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> shortest{};
  if (::inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return std::nullopt;
  if (::inet_ntop(AF_INET6, &address, shortest.data(), shortest.size()) == nullptr) return std::nullopt;
  return std::string(shortest.data());
}

bool may_be_in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// The host alone; what follows it stays in `rest`.
std::optional<std::string> take_host(std::string_view text, std::string_view& rest) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    // A NUL would end the text for inet_pton() but not for us.
    if (end == std::string_view::npos || text.find('\0') != std::string_view::npos) return std::nullopt;
    rest = text.substr(end + 1);
    return shortest_ipv6(text.substr(1, end - 1));
  }
  const auto end = std::min(text.find(':'), text.size());
  rest = text.substr(end);
  const std::string_view name = text.substr(0, end);
  if (name.empty() || !std::all_of(name.begin(), name.end(), may_be_in_name)) return std::nullopt;
  return lower_case(name);
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  std::string_view rest;
  auto host = take_host(text, rest);
  if (!host) return std::nullopt;
  if (rest.empty()) return Authority{std::move(*host), std::nullopt};
  if (!rest.starts_with(':')) return std::nullopt;
  const auto port = parse_port(rest.substr(1));
  if (!port) return std::nullopt;
  return Authority{std::move(*host), port};
}

}  // namespace cancel::http
