#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/http/authority.hpp"
#include "cancel/http/headers.hpp"

namespace cancel::http {

// Protection against DNS rebinding: a page of a foreign site, open in a browser on this machine, reaches a local server
// under a name of its own, and the browser then says so in Host and Origin. Both must name what is allowed.
//
// Names and addresses are compared after parsing, in any case and any form of an IPv6 address. Pure; immutable, so
// thread-safe.
class HostCheck {
 public:
  // localhost, 127.0.0.1 and [::1], with any port, and what is served from there.
  static HostCheck loopback();

  // `hosts`: HOST allows any port, HOST:PORT that one (a Host field without one means 80).
  // `origins`: SCHEME://HOST[:PORT] or "null", allowed besides http and https origins on one of `hosts`.
  // Throws std::invalid_argument, naming the entry that is neither.
  explicit HostCheck(const std::vector<std::string>& hosts, const std::vector<std::string>& origins = {});

  // Why the request must be refused (403), in one sentence; nothing where it is allowed. No Origin is allowed: programs
  // other than browsers send none. No Host is refused.
  std::optional<std::string> refusal(std::optional<std::string_view> host,
                                     std::optional<std::string_view> origin) const;
  // The same; several fields of one of these names are refused.
  std::optional<std::string> refusal(const Headers& headers) const;

 private:
  struct Origin {
    std::string scheme;
    Authority authority;  // with its port

    friend bool operator==(const Origin&, const Origin&) = default;
  };

  static std::optional<Origin> parse_origin(std::string_view text);
  bool allows_host(const Authority& authority, std::uint16_t default_port) const;
  bool allows_origin(std::string_view text) const;

  std::vector<Authority> hosts_;
  std::vector<Origin> origins_;
  bool null_origin_ = false;
};

}  // namespace cancel::http
