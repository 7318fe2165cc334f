#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text of which nobody knows whether it is UTF-8: what programs print, what peers claim.

namespace cancel::mcp {

bool is_utf8(std::string_view text);
// What is not UTF-8 becomes U+FFFD, byte by byte.
std::string mended_utf8(std::string_view text);
// The beginning of `text`, at most `most` bytes: never ends inside a character.
std::string_view cut_utf8(std::string_view text, std::size_t most);

}  // namespace cancel::mcp
