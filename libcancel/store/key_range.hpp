#pragma once

#include <limits>

#include "cancel/domain/names.hpp"

namespace cancel {

// Tokens from `first` to `last`, both included.
struct KeyRange {
  TokenKey first = 0;
  TokenKey last = std::numeric_limits<TokenKey>::max();
  bool operator==(const KeyRange&) const = default;
};

}  // namespace cancel
