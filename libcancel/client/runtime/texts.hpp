#pragma once

#include <cstddef>
#include <string>

namespace cancel::client {

// Of one command, as JSON. A daemon takes messages of up to 1 MiB, and hangs up on larger ones.
inline constexpr std::size_t largest_params = 1024 * 1024 - 1024;

// `text` as the daemon takes it: what is not UTF-8 becomes U+FFFD, and what is beyond 4096 bytes is cut off, so that a
// report never fails because of what a person wrote.
std::string fit_text(std::string text);

}  // namespace cancel::client
