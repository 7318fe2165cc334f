#pragma once

#include <string>

#include "cancel/http/headers.hpp"

namespace cancel::http {

// A whole answer. A value.
//
// The server itself writes Date, Content-Length, Transfer-Encoding and Connection; such fields here are left out,
// except that "Connection: close" is obeyed. Control characters in a value become spaces, and a field whose name is no
// token is left out: nothing that comes from a peer can add a field or a line.
struct Response {
  int status = 200;  // 200 to 599
  Headers headers;
  std::string body;  // not sent for HEAD, 204 and 304
};

// A short text for people, as text/plain.
Response text_response(int status, std::string text);

// "Not Found" for 404; "Unknown" for a status that has no name here.
const char* reason_phrase(int status) noexcept;

}  // namespace cancel::http
