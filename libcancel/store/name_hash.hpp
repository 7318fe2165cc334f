#pragma once

#include <string_view>

#include "stable_hash.hpp"

namespace cancel {

// The hash of a token's name by which a NameGroup knows it. Never to change: what follows from it stands in files.
inline std::uint64_t name_hash(std::string_view space, std::string_view id) {
  return static_cast<std::uint64_t>(StableHash().add(space).add(id).value());
}

}  // namespace cancel
