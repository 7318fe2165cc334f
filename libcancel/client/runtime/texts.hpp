#pragma once

#include <string>
#include <string_view>

namespace cancel::client {

bool is_utf8(std::string_view text);

// `text` as the daemon takes it: what is not UTF-8 becomes U+FFFD, and what is beyond 4096 bytes is cut off, so that a
// report never fails because of what a person wrote.
std::string fit_text(std::string text);

}  // namespace cancel::client
