#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text of which nobody knows whether it is UTF-8 (RFC 3629): what peers claim, what programs print, what people type.
// Pure, thread-safe.

namespace cancel {

// One code point at the beginning of a text; `valid` false: one byte that is not UTF-8, as its value.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // in bytes
  bool valid = false;
};

// `text` must not be empty.
CodePoint first_code_point(std::string_view text);

bool is_utf8(std::string_view text);
// What is not UTF-8 becomes U+FFFD, byte by byte.
std::string mended_utf8(std::string_view text);
// The beginning of `text`, at most `most` bytes: never ends inside a character.
std::string_view cut_utf8(std::string_view text, std::size_t most);

}  // namespace cancel
