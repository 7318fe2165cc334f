#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cancel/domain/token.hpp"

namespace cancel {

// Tokens by the hash of their names: one look into memory, mostly, also for a name that nobody has. Refers to the tokens,
// which must stay where they are. Not thread-safe.
//
// Open addressing: a token stands at the first free place from its hash on, and an erased one is filled up from behind, so
// that no place is ever marked as erased.
class NameIndex {
 public:
  Token* find(std::uint64_t hash, const TokenName& name) const;
  // A token whose name is not in it.
  void insert(std::uint64_t hash, Token* token);
  void erase(std::uint64_t hash, const Token* token);

 private:
  struct Place {
    std::uint64_t hash = 0;
    Token* token = nullptr;
  };

  std::size_t home(std::uint64_t hash) const { return hash & (places_.size() - 1); }
  std::size_t next(std::size_t place) const { return (place + 1) & (places_.size() - 1); }
  void grow();

  std::vector<Place> places_;  // a power of two, or none
  std::size_t used_ = 0;
};

}  // namespace cancel
