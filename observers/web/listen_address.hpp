#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cancel::web {

// Where a program with a page listens. A value.
struct ListenAddress {
  std::string host = "127.0.0.1";  // an address, IPv6 without brackets; or localhost
  std::uint16_t port = 0;          // 0: the system chooses

  // HOST:PORT, [IPv6]:PORT, or :PORT, which is 127.0.0.1: what others can reach has to be named. Throws
  // std::invalid_argument with a sentence that quotes `text`.
  static ListenAddress parse(std::string_view text);

  // Whether this machine alone can reach it.
  bool is_loopback() const;
  // "127.0.0.1:9470", "[::1]:9470"
  std::string text() const;
  // "http://127.0.0.1:9470/"; where it is every address of the machine, one that a browser here reaches.
  std::string url() const;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

}  // namespace cancel::web
