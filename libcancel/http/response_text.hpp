#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/http/headers.hpp"

// Responses as bytes. Pure but for the Date.
namespace cancel::http {

// How a peer learns where the body ends.
enum class Framing { length, chunks, until_close, no_body };

struct ResponseHead {
  int status;
  Framing framing;
  std::size_t length;  // for Framing::length
  bool keep_alive;
};

std::string head_text(const ResponseHead& head, const Headers& headers);

// One chunk; `bytes` must not be empty, since that would end the body.
std::string chunk_text(std::string_view bytes);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

// Whether a response of that status has a body at all.
constexpr bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

// A whole short response that ends its connection.
std::string closing_response(int status, std::string_view reason);

}  // namespace cancel::http
