#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/names.hpp"

// The opaque places where lists go on. Each list has its own form and version, so that a cursor of another list, of
// another version or by another hand is told from a right one. Thread-safe.

namespace cancel {

// cancellation/list: behind the token with this key.
std::string encode_token_cursor(TokenKey last);
std::optional<TokenKey> decode_token_cursor(std::string_view cursor);

// operation/list: behind the operation whose start has this position.
std::string encode_operation_cursor(Position last);
std::optional<Position> decode_operation_cursor(std::string_view cursor);

}  // namespace cancel
