#include "calls/state_sealer.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cancel::mcp {

namespace {

constexpr int encoding = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
using Seal = std::array<unsigned char, crypto_auth_hmacsha512256_BYTES>;
using Key = std::array<unsigned char, 32>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string encoded(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_ENCODED_LEN(size, encoding), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, encoding);
  text.pop_back();  // the zero that C wants
  return text;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, encoding) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

// The purpose's length goes first, so that nothing of it can be taken for a part of the state.
Seal seal_of(const Key& key, std::string_view purpose, std::string_view state) {
  const std::string length = std::to_string(purpose.size()) + ':';
  crypto_auth_hmacsha512256_state hash;
  crypto_auth_hmacsha512256_init(&hash, key.data(), key.size());
  for (const std::string_view part : {std::string_view(length), purpose, state}) {
    crypto_auth_hmacsha512256_update(&hash, bytes_of(part), part.size());
  }
  Seal seal{};
  crypto_auth_hmacsha512256_final(&hash, seal.data());
  return seal;
}

}  // namespace

StateSealer::StateSealer(const std::string& key) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can not be used");
  if (key.empty()) {
    randombytes_buf(key_.data(), key_.size());
  } else if (key.size() == key_.size()) {
    std::copy(key.begin(), key.end(), key_.begin());
  } else {
    throw std::invalid_argument("the key of the state has " + std::to_string(key.size()) + " bytes, not 32");
  }
}

std::string StateSealer::seal(std::string_view purpose, const JsonText& state) const {
  const Seal seal = seal_of(key_, purpose, state.text());
  return encoded(bytes_of(state.text()), state.text().size()) + '.' + encoded(seal.data(), seal.size());
}

std::optional<JsonText> StateSealer::open(std::string_view purpose, std::string_view sealed) const {
  const std::size_t dot = sealed.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto state = decoded(sealed.substr(0, dot));
  const auto seal = decoded(sealed.substr(dot + 1));
  if (!state || !seal) return std::nullopt;
  const Seal expected = seal_of(key_, purpose, *state);
  if (seal->size() != expected.size() || sodium_memcmp(seal->data(), expected.data(), expected.size()) != 0) {
    return std::nullopt;
  }
  return JsonText::written(std::move(*state));
}

std::string purpose_of(std::string_view method, const Json* params) {
  std::string purpose(method);
  if (params == nullptr) return purpose;
  for (const std::string_view member : {"name", "uri"}) {
    if (const auto named = find_text(*params, member)) return purpose + '\n' + *named;
  }
  return purpose;
}

}  // namespace cancel::mcp
