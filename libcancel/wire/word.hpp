#pragma once

#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// One of the protocol's fixed lists: to_string() and from_string() know it.
template <typename Type>
concept Word = requires(Type word) {
  words::of(word);
};

}  // namespace cancel
