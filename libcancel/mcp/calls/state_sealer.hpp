#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// Makes what a client keeps for the server between the rounds of a call unforgeable: state and purpose are
// authenticated by a key (libsodium's crypto_auth, HMAC-SHA-512-256), not encrypted. Thread-safe.
class StateSealer {
 public:
  // A key of 32 bytes; empty: a random one, good for this process alone. Throws std::invalid_argument.
  explicit StateSealer(const std::string& key = {});

  // `purpose` is what the state may be used for: the method and the name of the tool or prompt. Gives text without
  // spaces.
  std::string seal(std::string_view purpose, const JsonText& state) const;
  // Empty where it is not of this key and purpose.
  std::optional<JsonText> open(std::string_view purpose, std::string_view sealed) const;

 private:
  std::array<unsigned char, 32> key_;
};

// The purpose of a request's state: its method, and the name or URI that its params give.
std::string purpose_of(std::string_view method, const Json* params);

}  // namespace cancel::mcp
