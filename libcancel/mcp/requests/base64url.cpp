#include "requests/base64url.hpp"

#include <vector>

#include <sodium.h>

#include "cancel/mcp/work.hpp"

namespace cancel::mcp {

std::string base64url(std::span<const unsigned char> bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // it counts the zero byte behind
  return text;
}

std::string random_base64url(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  randombytes_buf(random.data(), random.size());
  return base64url(random);
}

std::string random_name() {
  return random_base64url(16);
}

}  // namespace cancel::mcp
