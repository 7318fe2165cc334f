#pragma once

#include <span>
#include <string>

namespace cancel::mcp {

// Without padding: fit for names and URLs.
std::string base64url(std::span<const unsigned char> bytes);
std::string random_base64url(std::size_t bytes);

}  // namespace cancel::mcp
