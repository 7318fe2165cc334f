#include "cancel/http/host_check.hpp"

#include <algorithm>
#include <stdexcept>

#include "characters.hpp"

namespace cancel::http {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

// What a peer sent, fit to be shown: short, and without control characters.
std::string shown(std::string_view text) {
  constexpr std::size_t enough = 100;
  std::string quoted(text.substr(0, enough));
  std::replace_if(
      quoted.begin(), quoted.end(), [](char c) { return is_control(c) || c == '\t' || c == '"'; }, '?');
  return '"' + quoted + (text.size() > enough ? "…\"" : "\"");
}

std::uint16_t default_port_of(std::string_view scheme) {
  return scheme == "https" ? https_port : http_port;
}

}  // namespace

HostCheck HostCheck::loopback() {
  return HostCheck({"localhost", "127.0.0.1", "[::1]"});
}

HostCheck::HostCheck(const std::vector<std::string>& hosts, const std::vector<std::string>& origins) {
  for (const std::string& host : hosts) {
    const auto authority = parse_authority(host);
    if (!authority) throw std::invalid_argument("an allowed host must be HOST or HOST:PORT, not " + shown(host));
    hosts_.push_back(*authority);
  }
  for (const std::string& text : origins) {
    const auto origin = parse_origin(text);
    if (origin) {
      origins_.push_back(*origin);
    } else if (text == "null") {
      null_origin_ = true;
    } else {
      throw std::invalid_argument("an allowed origin must be SCHEME://HOST or SCHEME://HOST:PORT, not " + shown(text));
    }
  }
}

std::optional<std::string> HostCheck::refusal(std::optional<std::string_view> host,
                                              std::optional<std::string_view> origin) const {
  if (!host) return "the request names no host";
  const auto authority = parse_authority(*host);
  if (!authority) return "the host " + shown(*host) + " is malformed";
  if (!allows_host(*authority, http_port)) return "the host " + shown(*host) + " is not allowed";
  if (origin && !allows_origin(*origin)) return "the origin " + shown(*origin) + " is not allowed";
  return std::nullopt;
}

std::optional<std::string> HostCheck::refusal(const Headers& headers) const {
  for (const char* name : {"Host", "Origin"}) {
    if (headers.count(name) > 1) return std::string("the request has several ") + name + " fields";
  }
  return refusal(headers.find("Host"), headers.find("Origin"));
}

std::optional<HostCheck::Origin> HostCheck::parse_origin(std::string_view text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos || !is_token(text.substr(0, end))) return std::nullopt;
  Origin origin{lower_case(text.substr(0, end)), {}};
  auto authority = parse_authority(text.substr(end + 3));
  if (!authority) return std::nullopt;
  origin.authority = std::move(*authority);
  if (!origin.authority.port) origin.authority.port = default_port_of(origin.scheme);
  return origin;
}

bool HostCheck::allows_host(const Authority& authority, std::uint16_t default_port) const {
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const Authority& allowed) {
    return allowed.host == authority.host && (!allowed.port || *allowed.port == authority.port.value_or(default_port));
  });
}

bool HostCheck::allows_origin(std::string_view text) const {
  if (text == "null") return null_origin_;
  const auto origin = parse_origin(text);
  if (!origin) return false;
  if (std::find(origins_.begin(), origins_.end(), *origin) != origins_.end()) return true;
  const bool of_the_web = origin->scheme == "http" || origin->scheme == "https";
  return of_the_web && allows_host(origin->authority, default_port_of(origin->scheme));
}

}  // namespace cancel::http
