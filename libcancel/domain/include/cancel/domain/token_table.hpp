#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "cancel/domain/name_index.hpp"

namespace cancel {

// Tokens, found by key and by name. A token stays where it is in memory until it is erased.
//
// Not thread-safe. Cost: by name constant; by key logarithmic, constant for the one that was found last. No call has to move everything:
// the index of names is cut into parts, of which one at a time grows.
class TokenTable {
 public:
  using ByKey = std::map<TokenKey, Token>;

  TokenTable() = default;
  TokenTable(TokenTable&&) = default;
  TokenTable& operator=(TokenTable&&) = default;

  Token* find(const TokenName& name) { return const_cast<Token*>(std::as_const(*this).find(name)); }
  const Token* find(const TokenName& name) const;
  Token* find(TokenKey key) { return const_cast<Token*>(std::as_const(*this).find(key)); }
  const Token* find(TokenKey key) const;

  // The token of this name, and whether it was made now, with `key`: a new one, which is usually above all others.
  std::pair<Token*, bool> add(const TokenName& name, TokenKey key);
  // Takes a token in, in place of the one of the same key.
  void put(Token token);
  void erase(TokenKey key);

  std::size_t size() const { return by_key_.size(); }
  // In order of creation.
  const ByKey& by_key() const { return by_key_; }
  ByKey& by_key() { return by_key_; }

 private:
  // What was looked for last: the same name is asked for several times while one command is carried out.
  struct Memo {
    TokenName name;
    std::uint64_t hash = 0;
    Token* token = nullptr;
    bool holds = false;
  };

  static constexpr std::size_t parts = 256;
  static std::size_t part_of(std::uint64_t hash) { return hash >> 56; }
  static std::uint64_t hash_of(const TokenName& name) { return TokenNameHash{}(name); }

  // The memo of `name`, brought up to date.
  Memo& look_up(const TokenName& name) const;

  ByKey by_key_;
  std::array<NameIndex, parts> names_;
  mutable Memo last_;
  mutable const Token* last_by_key_ = nullptr;
};

}  // namespace cancel
