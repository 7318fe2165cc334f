#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cancel::http {

// The host and port of a Host field or a URL. A value.
struct Authority {
  std::string host;  // lower case; an IPv6 address in its shortest form, without brackets
  std::optional<std::uint16_t> port;

  friend bool operator==(const Authority&, const Authority&) = default;
};

// Nothing where `text` is not exactly HOST or HOST:PORT: user names, spaces, empty hosts and ports are refused. Pure.
std::optional<Authority> parse_authority(std::string_view text);

}  // namespace cancel::http
