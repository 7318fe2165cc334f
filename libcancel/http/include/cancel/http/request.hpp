#pragma once

#include <cstdint>
#include <string>

#include "cancel/http/headers.hpp"

namespace cancel::http {

// A whole request, as its peer sent it. A value.
struct Request {
  std::string method;  // GET, HEAD, POST, PUT, DELETE, OPTIONS or PATCH
  std::string target;  // path and query as they were sent; "*" for OPTIONS *
  std::string path;    // not decoded: url.hpp does that
  std::string query;   // what follows the '?', not decoded
  // For a target with an authority (GET http://host/path) Host is that authority, whatever the field said.
  Headers headers;
  std::string body;  // chunks are put together

  std::string remote_address;  // 127.0.0.1 or ::1
  std::uint16_t remote_port = 0;
};

}  // namespace cancel::http
