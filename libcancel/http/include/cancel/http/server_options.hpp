#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cancel::http {

// Where a Server listens, and what it allows its peers. A value.
struct ServerOptions {
  // An IPv4 or IPv6 address, the latter with or without brackets; or "localhost": 127.0.0.1, and ::1 where that is
  // free.
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses

  // Each connection needs a descriptor: the program raises its own limit. Further peers get 503 and are closed.
  std::size_t max_connections = 4096;

  std::size_t max_header_bytes = 32 * 1024;      // request line and fields: 414 or 431
  std::size_t max_header_fields = 128;           // 431
  std::size_t max_body_bytes = 4 * 1024 * 1024;  // 413; chunks together
  std::size_t max_buffered = 4 * 1024 * 1024;    // of an open stream: see Exchange::write

  // From the first byte of a request to its last: 408. A fresh connection has this long to send its first byte, too.
  std::chrono::milliseconds request_timeout{30'000};
  // Between two requests on one connection.
  std::chrono::milliseconds keep_alive_timeout{75'000};
  // A complete response that the peer takes no byte of for so long is given up. Open streams have no time-out.
  std::chrono::milliseconds stalled_write_timeout{30'000};
};

}  // namespace cancel::http
